/**
 * Every screen in both languages and both widths: it appears, axe finds nothing, nothing sticks out sideways, and
 * the content security policy reports nothing. With FIELDSEAL_SCREENSHOTS=<folder> each is also kept as a picture.
 */
import fs from 'node:fs';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium, type RunningChromium } from '../support/chromium.ts';
import { startHarness, type HarnessServer } from './harness-server.ts';
import { SCENES, type Scene } from './scenes.ts';

const SIZES = [
  { name: 'laptop', width: 1024, height: 700 },
  // 1024 px at 200 % zoom.
  { name: 'zoomed', width: 512, height: 700 },
] as const;
const LOCALES = ['en', 'ar'] as const;
const TIMEOUT_MS = 60_000;
const STEP_TIMEOUT_MS = 10_000;
const PICTURES = process.env['FIELDSEAL_SCREENSHOTS'];

let harness: HarnessServer;
let browser: RunningChromium;
let page: Page;
let violations: string[] = [];

beforeAll(async () => {
  harness = await startHarness();
  browser = await launchChromium({ viewport: SIZES[0] });
  page = await browser.context.newPage();
  page.setDefaultTimeout(STEP_TIMEOUT_MS);
  page.on('console', (message) => {
    if (/Content Security Policy|MISSING_TRANSLATION|FORMAT_ERROR/u.test(message.text())) {
      violations.push(message.text());
    }
  });
  page.on('pageerror', (error) => violations.push(error.message));
}, TIMEOUT_MS);

afterAll(async () => {
  await browser.close();
  await harness.close();
}, TIMEOUT_MS);

describe.each(LOCALES)('screens in %s', (locale) => {
  test.each(SCENES)(
    '$name',
    async (scene) => {
      violations = [];
      await open(scene, locale);
      const found: string[] = [];
      for (const size of SIZES) {
        await page.setViewportSize(size);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - window.innerWidth,
        );
        if (overflow > 1) found.push(`${size.name}: ${overflow} px stick out sideways`);
        const { violations: faults } = await new AxeBuilder({ page }).analyze();
        found.push(...faults.map((fault) => `${size.name}: ${fault.id}: ${targets(fault.nodes)}`));
        await keepPicture(`${scene.name}-${locale}-${size.name}`);
      }
      expect([...found, ...violations]).toEqual([]);
    },
    TIMEOUT_MS,
  );
});

async function open(scene: Scene, locale: string): Promise<void> {
  await page.setViewportSize(SIZES[0]);
  const options = encodeURIComponent(JSON.stringify(scene.options));
  await page.goto(`${harness.origin}/icon.svg`);
  await page.evaluate((tag) => localStorage.setItem('fieldseal.locale', tag), locale);
  await page.goto(`${harness.origin}/harness.html?options=${options}`);
  await page.locator(`html[lang=${locale}]`).waitFor();
  await page.locator('[data-screen]:not([data-screen=starting])').first().waitFor();
  await scene.steps?.(page);
  await page.locator(`[data-screen=${scene.screen}]`).waitFor({ state: 'attached' });
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}

function targets(nodes: readonly { readonly target: unknown; readonly html: string }[]): string {
  return nodes.map((node) => `${String(node.target)} ${node.html.slice(0, 120)}`).join(' | ');
}

async function keepPicture(name: string): Promise<void> {
  if (PICTURES === undefined) return;
  fs.mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: path.join(PICTURES, `${name}.png`), fullPage: true });
}

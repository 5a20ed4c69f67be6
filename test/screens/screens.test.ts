/**
 * Every screen in both languages and both widths: it appears, axe finds nothing, nothing sticks out sideways, and
 * the content security policy reports nothing. With FIELDSEAL_SCREENSHOTS=<folder> each is also kept as a picture.
 */
import fs from 'node:fs';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium, type RunningChromium } from '../support/chromium.ts';
import { startHarness, type HarnessServer } from './harness-server.ts';
import type { Scene } from './scene.ts';
import { SCENES } from './scenes.ts';

const SIZES = [
  { name: 'laptop', width: 1024, height: 700 },
  // 1024 px at 200 % zoom.
  { name: 'zoomed', width: 512, height: 700 },
] as const;
/** Side by side. Axe looks at each screen once in each language, and so once at each width. */
const LANGUAGES = [
  { locale: 'en', axeAt: 'laptop' },
  { locale: 'ar', axeAt: 'zoomed' },
] as const;
const SETTLING_MS = 1000;
const TIMEOUT_MS = 60_000;
const STEP_TIMEOUT_MS = 10_000;
const PICTURES = process.env['FIELDSEAL_SCREENSHOTS'];

type Language = (typeof LANGUAGES)[number];

interface Viewer {
  readonly language: Language;
  readonly browser: RunningChromium;
  readonly page: Page;
  /** What the page itself complained of since the scene was opened. */
  complaints: string[];
}

let harness: HarnessServer;
let viewers: readonly Viewer[] = [];

beforeAll(async () => {
  harness = await startHarness();
  viewers = await Promise.all(LANGUAGES.map(openViewer));
}, TIMEOUT_MS);

afterAll(async () => {
  await Promise.all(viewers.map(({ browser }) => browser.close()));
  await harness.close();
}, TIMEOUT_MS);

test.each(SCENES)(
  '$name',
  async (scene) => {
    const found = await Promise.all(viewers.map((viewer) => look(viewer, scene)));
    expect(found.flat()).toEqual([]);
  },
  TIMEOUT_MS,
);

/** A browser for each language: a second tab of one browser would lie in the background, where it is slowed down. */
async function openViewer(language: Language): Promise<Viewer> {
  const browser = await launchChromium({ viewport: SIZES[0] });
  const page = await browser.context.newPage();
  page.setDefaultTimeout(STEP_TIMEOUT_MS);
  const viewer: Viewer = { language, browser, page, complaints: [] };
  page.on('console', (message) => {
    if (/Content Security Policy|MISSING_TRANSLATION|FORMAT_ERROR/u.test(message.text())) {
      viewer.complaints.push(message.text());
    }
  });
  page.on('pageerror', (error) => viewer.complaints.push(error.message));
  await page.goto(`${harness.origin}/icon.svg`);
  await page.evaluate((tag) => localStorage.setItem('fieldseal.locale', tag), language.locale);
  return viewer;
}

async function look(viewer: Viewer, scene: Scene): Promise<readonly string[]> {
  const { page, language } = viewer;
  viewer.complaints = [];
  await open(viewer, scene);
  const found: string[] = [];
  for (const size of SIZES) {
    const place = `${language.locale} ${size.name}`;
    await page.setViewportSize(size);
    const overflow = await overflowOf(page);
    if (overflow > 1) found.push(`${place}: ${overflow} px stick out sideways`);
    if (size.name === language.axeAt) {
      // Legacy mode works within the page, which has no frames; otherwise each run opens a second page.
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
      found.push(...violations.map((fault) => `${place}: ${fault.id}: ${targets(fault.nodes)}`));
    }
    await keepPicture(page, `${scene.name}-${language.locale}-${size.name}`);
  }
  return [...found, ...viewer.complaints];
}

/** Pixels that stick out sideways; an open list finds its new place a moment after the window has changed its size. */
async function overflowOf(page: Page): Promise<number> {
  const measure = (): number => document.documentElement.scrollWidth - window.innerWidth;
  await page
    .waitForFunction(() => document.documentElement.scrollWidth - window.innerWidth <= 1, null, {
      timeout: SETTLING_MS,
    })
    .catch(() => undefined);
  return page.evaluate(measure);
}

async function open({ page, language }: Viewer, scene: Scene): Promise<void> {
  await page.setViewportSize(SIZES[0]);
  const options = encodeURIComponent(JSON.stringify(scene.options));
  await page.goto(`${harness.origin}/harness.html?options=${options}`);
  await page.locator(`html[lang=${language.locale}]`).waitFor();
  await page.locator('[data-screen]:not([data-screen=starting])').first().waitFor();
  await scene.steps?.(page);
  await page.locator(`[data-screen=${scene.screen}]`).waitFor({ state: 'attached' });
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}

function targets(nodes: readonly { readonly target: unknown; readonly html: string }[]): string {
  return nodes.map((node) => `${String(node.target)} ${node.html.slice(0, 120)}`).join(' | ');
}

async function keepPicture(page: Page, name: string): Promise<void> {
  if (PICTURES === undefined) return;
  fs.mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: path.join(PICTURES, `${name}.png`), fullPage: true });
}

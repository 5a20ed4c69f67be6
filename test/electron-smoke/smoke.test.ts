/** The built app in the real Electron, where its runtime is installed: the one suite that may say "tested in Electron". */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { _electron } from 'playwright-core';
import { expect, test } from 'vitest';
import { buildApp } from '../../build/lib/build-app.ts';
import { findElectron } from '../../build/lib/electron-runtime.ts';
import { ROOT } from '../../build/lib/paths.ts';
import { SHELL_CALLS, listenerName } from '../../shared/ipc/channels.ts';

const START_LIMIT_MS = 60_000;
const TEST_LIMIT_MS = 180_000;
const program = findElectron();
const isRunnable =
  program !== undefined && (process.platform !== 'linux' || process.env['DISPLAY'] !== undefined);
const absence = isRunnable
  ? ''
  : ' [SKIPPED: Electron runtime (or a display for it) not installed on this machine]';

if (!isRunnable) console.error(`NOT CHECKED in Electron:${absence}`);

test.skipIf(!isRunnable)(
  `the app starts in Electron, in its own origin, with exactly the map's calls${absence}`,
  async () => {
    await buildApp();
    const userData = fs.mkdtempSync(path.join(os.tmpdir(), 'fieldseal-electron-'));
    const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const electron = await _electron.launch({
      ...(program === undefined ? {} : { executablePath: program }),
      args: [ROOT, `--user-data-dir=${userData}`, ...sandbox],
      timeout: START_LIMIT_MS,
    });
    try {
      const page = await electron.firstWindow({ timeout: START_LIMIT_MS });
      await page.waitForLoadState();
      const facts = await page.evaluate(() => ({
        origin: location.origin,
        isSecure: isSecureContext,
        names: Object.keys(window.fieldseal),
        hasNode: 'require' in window || 'process' in window,
      }));
      expect(facts).toEqual({
        origin: 'https://app.fieldseal.example',
        isSecure: true,
        names: [...SHELL_CALLS, listenerName('lockRequested')],
        hasNode: false,
      });
      const answer = await page.evaluate(() => window.fieldseal.capabilities());
      expect(answer).toMatchObject({ ok: true, value: { keystore: 'os-keychain' } });
      const blocked = await page.evaluate(() =>
        fetch('https://evil.example/').catch(() => 'blocked'),
      );
      expect(blocked).toBe('blocked');
    } finally {
      await electron.close();
      fs.rmSync(userData, { recursive: true, force: true, maxRetries: 5 });
    }
  },
  TEST_LIMIT_MS,
);

import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { FUSES } from './fuses.ts';
import { windowPreferences } from './web-preferences.ts';

const ROOT = path.join(import.meta.dirname, '../..');

function sources(): readonly (readonly [string, string])[] {
  return fs
    .globSync(['electron/**/*.ts', 'shared/ipc/*.ts'], { cwd: ROOT })
    .filter((file) => !file.endsWith('.test.ts'))
    .map((file) => [file, fs.readFileSync(path.join(ROOT, file), 'utf8')] as const);
}

describe('windows', () => {
  test('are sandboxed, isolated, without Node, and cannot be changed', () => {
    const preferences = windowPreferences('/x/preload.cjs', true);
    expect(Object.isFrozen(preferences)).toBe(true);
    expect(preferences).toEqual({
      preload: '/x/preload.cjs',
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      contextIsolation: true,
      sandbox: true,
      webviewTag: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      navigateOnDragDrop: false,
      safeDialogs: true,
      spellcheck: false,
      devTools: false,
    });
    expect(windowPreferences('/x/preload.cjs', false).devTools).toBe(true);
  });
});

describe('fuses', () => {
  test('are flipped as the table says when packaging', () => {
    const file = fs.readFileSync(path.join(ROOT, 'electron-builder.yml'), 'utf8');
    const block = /^electronFuses:\n((?: {2}\w+: \w+\n)+)/mu.exec(file)?.[1] ?? '';
    const flipped = Object.fromEntries(
      [...block.matchAll(/^ {2}(\w+): (true|false)$/gmu)].map(
        (match) => [match[1] ?? '', match[2] === 'true'] as const,
      ),
    );
    const table = Object.fromEntries(
      Object.entries(FUSES).map(([name, { enabled }]) => [name, enabled]),
    );
    expect(flipped).toEqual(table);
  });

  test('have a reason each', () => {
    for (const [name, { reason }] of Object.entries(FUSES)) expect(reason, name).not.toBe('');
  });
});

describe('the sources of the shell', () => {
  test('are found', () => {
    expect(sources().length).toBeGreaterThan(10);
  });

  test.each([
    [
      'weakened windows',
      /webSecurity: false|allowRunningInsecureContent: true|sandbox: false|contextIsolation: false|nodeIntegration\w*: true|experimentalFeatures: true/u,
    ],
    ['extra Blink features', /enableBlinkFeatures/u],
    ['the synchronous keychain', /(?:en|de)cryptString\(|isEncryptionAvailable\(/u],
    ['plain-text secrets', /setUsePlainTextEncryption/u],
    [
      'synchronous or raw page messages',
      /sendSync|ipcRenderer[^;]*exposeInMainWorld\([^)]*ipcRenderer\b\)/u,
    ],
    ['pages from the disk', /loadFile\(|file:\/\//u],
    ['code from text', /\beval\(|new Function\(|executeJavaScript\(/u],
    ['the console', /console\./u],
  ])('hold nothing of %s', (_title, pattern) => {
    expect(
      sources()
        .filter(([, text]) => pattern.test(text))
        .map(([file]) => file),
    ).toEqual([]);
  });
});

/**
 * Packs the app with electron-builder and looks into what came out. Where Electron's runtime is absent
 * the package holds a named stand-in for it: the file set, the archive and the fuses are real.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { extractFile, listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildApp } from '../../build/lib/build-app.ts';
import { packageApp, type PackagedApp } from '../../build/lib/package-app.ts';

const PACKAGING_TIMEOUT_MS = 180_000;
/** How the fuse wire spells its states: the characters '0' and '1'. */
const OFF = 0x30;
const ON = 0x31;

let folder = '';
let packaged: PackagedApp;
let archive = '';
let entries: readonly string[] = [];

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fieldseal-package-'));
  await buildApp();
  packaged = await packageApp(folder);
  archive = path.join(packaged.folder, 'resources/app.asar');
  entries = listPackage(archive, { isPack: false }).map((entry) => entry.split(path.sep).join('/'));
}, PACKAGING_TIMEOUT_MS);

afterAll(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

describe('the packed app', () => {
  test('holds main, preload, renderer and its service worker', () => {
    expect(entries).toEqual(
      expect.arrayContaining([
        '/out/main/main.cjs',
        '/out/preload/preload.cjs',
        '/out/renderer/index.html',
        '/out/renderer/service-worker.js',
        '/package.json',
      ]),
    );
  });

  test('holds nothing but the built app: no sources, tests, maps, dependencies, hidden files', () => {
    const files = entries.filter((entry) => path.posix.extname(entry) !== '');
    const foreign = files.filter(
      (entry) => !/^\/(out\/(main|preload|renderer)\/|package\.json$)/.test(entry),
    );
    expect(foreign).toEqual([]);
    const unwanted = /\.(tsx?|map|pem|key|env|log)$|\.test\.|node_modules|\/\.[^/]+$/;
    expect(entries.filter((entry) => unwanted.test(entry))).toEqual([]);
  });

  test('points at no source map and holds no private key in the clear', () => {
    for (const entry of entries.filter((name) => /\.c?js$/.test(name))) {
      const text = extractFile(archive, entry.slice(1)).toString('utf8');
      expect(text, entry).not.toContain('sourceMappingURL=');
      expect(text, entry).not.toMatch(
        /-----BEGIN (?:\w+ )?PRIVATE KEY-----[\s\S]{0,8}[A-Za-z0-9+/]{40}/,
      );
    }
  });

  test('starts at the bundled main file, with no scripts left in its manifest', () => {
    const manifest = JSON.parse(extractFile(archive, 'package.json').toString('utf8')) as {
      readonly main?: string;
      readonly scripts?: unknown;
    };
    expect(manifest.main).toBe('out/main/main.cjs');
    expect(manifest.scripts).toBeUndefined();
  });

  test('loads its preload without another file of ours', () => {
    const preload = extractFile(archive, 'out/preload/preload.cjs').toString('utf8');
    const required = [...preload.matchAll(/require\(\s*['"`]([^'"`]+)['"`]\s*\)/g)].map(
      (m) => m[1],
    );
    expect(new Set(required)).toEqual(new Set(['electron']));
  });

  test('keeps the archive the only code on disk', () => {
    expect(fs.readdirSync(path.join(packaged.folder, 'resources'))).toEqual(['app.asar']);
  });

  test('has its fuses set', async () => {
    const wire = await getCurrentFuseWire(path.join(packaged.folder, 'fieldseal'));
    const off = [
      FuseV1Options.RunAsNode,
      FuseV1Options.EnableNodeOptionsEnvironmentVariable,
      FuseV1Options.EnableNodeCliInspectArguments,
      FuseV1Options.LoadBrowserProcessSpecificV8Snapshot,
      FuseV1Options.GrantFileProtocolExtraPrivileges,
    ];
    const on = [
      FuseV1Options.EnableCookieEncryption,
      FuseV1Options.EnableEmbeddedAsarIntegrityValidation,
      FuseV1Options.OnlyLoadAppFromAsar,
    ];
    expect(off.map((fuse) => [FuseV1Options[fuse], wire[fuse]])).toEqual(
      off.map((fuse) => [FuseV1Options[fuse], OFF]),
    );
    expect(on.map((fuse) => [FuseV1Options[fuse], wire[fuse]])).toEqual(
      on.map((fuse) => [FuseV1Options[fuse], ON]),
    );
  });
});

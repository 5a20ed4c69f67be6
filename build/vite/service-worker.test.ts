import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listPrecache } from './service-worker.ts';

let folder = '';

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fieldseal-precache-'));
  fs.mkdirSync(path.join(folder, 'assets'));
  fs.writeFileSync(path.join(folder, 'index.html'), '<!doctype html>');
  fs.writeFileSync(path.join(folder, 'assets/app.js'), '1');
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

test('every file is listed by its address, the service worker itself is not', () => {
  fs.writeFileSync(path.join(folder, 'service-worker.js'), '');
  expect(listPrecache(folder).files).toEqual(['/assets/app.js', '/index.html']);
});

test('the version changes with a byte or a name and with nothing else', () => {
  const before = listPrecache(folder).version;
  fs.writeFileSync(path.join(folder, 'service-worker.js'), 'new');
  expect(listPrecache(folder).version).toBe(before);
  fs.writeFileSync(path.join(folder, 'assets/app.js'), '2');
  const changed = listPrecache(folder).version;
  expect(changed).not.toBe(before);
  fs.renameSync(path.join(folder, 'assets/app.js'), path.join(folder, 'assets/other.js'));
  expect(listPrecache(folder).version).not.toBe(changed);
});

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockFolder } from './folder-lock.ts';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fieldseal-lock-'));
});
afterEach(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

test('a running process keeps others out, and is named', () => {
  fs.writeFileSync(path.join(folder, 'server.lock'), String(process.ppid));
  expect(() => {
    lockFolder(folder);
  }).toThrow(new RegExp(`process ${String(process.ppid)}`, 'u'));
});

test('the lock of a process that is gone is taken over', () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  fs.writeFileSync(path.join(folder, 'server.lock'), String(pid));
  lockFolder(folder);
  expect(fs.readFileSync(path.join(folder, 'server.lock'), 'utf8')).toBe(String(process.pid));
});

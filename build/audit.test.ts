import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkpointsOf, exportOf, makeServerChain } from '../test/support/server-chain.ts';

const SCRIPT = path.join(import.meta.dirname, 'audit.ts');

let folder: string;

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fieldseal-audit-'));
  const { key, links } = await makeServerChain(9);
  const forked = await makeServerChain(9, 1, key);
  const files = {
    'chain.fsaudit': await exportOf(key, links),
    'earlier.fsaudit': await exportOf(key, links.slice(0, 5)),
    'forked.fsaudit': await exportOf(key, forked.links),
    'gap.fsaudit': await exportOf(key, links.toSpliced(3, 1)),
    'laptop.fscheckpoints': await checkpointsOf(key, [links[1]!, links[6]!]),
    'not-ours.txt': new TextEncoder().encode('hello\n'),
  };
  for (const [name, bytes] of Object.entries(files)) {
    fs.writeFileSync(path.join(folder, name), bytes);
  }
});
afterAll(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

function run(...args: readonly string[]): { readonly code: number | null; readonly text: string } {
  const { status, stdout } = spawnSync(process.execPath, [SCRIPT, ...args], {
    env: { ...process.env, INIT_CWD: folder },
    encoding: 'utf8',
  });
  return { code: status, text: stdout };
}

it('proves the server’s chain against an earlier export and a laptop’s checkpoints', () => {
  const { code, text } = run('verify', 'chain.fsaudit', 'earlier.fsaudit', 'laptop.fscheckpoints');
  expect(text).toContain('9 events');
  expect(text).toContain('The chain is whole.');
  expect(code).toBe(0);
});

it('names the spot that was touched', () => {
  expect(run('verify', 'gap.fsaudit')).toMatchObject({
    code: 1,
    text: expect.stringContaining('event 4: an event is missing') as string,
  });
});

it('finds a fork by a laptop’s checkpoints, and from where on by an earlier export', () => {
  expect(run('verify', 'forked.fsaudit').code).toBe(0);
  const byLaptop = run('verify', 'forked.fsaudit', 'laptop.fscheckpoints');
  expect([byLaptop.code, byLaptop.text]).toEqual([1, expect.stringContaining('event 2: this is')]);
  const { text } = run('verify', 'forked.fsaudit', 'earlier.fsaudit');
  expect(text).toContain('forked.fsaudit and earlier.fsaudit: event 1: this is not what was kept');
});

it('checks a file of checkpoints alone, and refuses anything else', () => {
  expect(run('verify', 'laptop.fscheckpoints').code).toBe(0);
  expect(run('verify', 'not-ours.txt').code).toBe(1);
  expect(run('verify', 'chain.fsaudit', 'not-ours.txt').code).toBe(1);
  expect(run('help').code).toBe(2);
});

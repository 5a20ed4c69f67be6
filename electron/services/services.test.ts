import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readTextIfPresent, writeFileAtomically } from './atomic-file.ts';
import { CHALLENGE_LIFETIME_MS, createChallenges } from './challenges.ts';
import { saveFile } from './files.ts';
import { createFileLogger, formatLine } from './logger.ts';
import { createReloadLimit } from './reload-limit.ts';
import { createSerialQueue } from './serial-queue.ts';
import { loadWindowState, saveWindowState } from './window-state.ts';

let folder = '';
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fieldseal-services-'));
});
afterEach(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

describe('files', () => {
  test('are replaced whole and leave nothing beside them', async () => {
    const file = path.join(folder, 'a.json');
    expect(await readTextIfPresent(file)).toBeNull();
    await writeFileAtomically(file, 'first');
    await writeFileAtomically(file, 'second');
    expect(await readTextIfPresent(file)).toBe('second');
    expect(fs.readdirSync(folder)).toEqual(['a.json']);
  });

  test('stay as they were when the new content can’t be put in place', async () => {
    fs.mkdirSync(path.join(folder, 'taken'));
    await expect(writeFileAtomically(path.join(folder, 'taken'), 'x')).rejects.toThrow();
    expect(fs.readdirSync(folder)).toEqual(['taken']);
  });

  test('saved by the user can be read on another machine', async () => {
    const chosen = path.join(folder, 'b.fsbatch');
    const request = { suggestedName: 'b.fsbatch', bytes: new Uint8Array([1, 2]) };
    let asked: unknown;
    const choose = (suggestion: unknown): Promise<string> => {
      asked = suggestion;
      return Promise.resolve(chosen);
    };
    expect(await saveFile(choose, request)).toBe(true);
    expect(asked).toEqual({ name: 'b.fsbatch', extension: 'fsbatch' });
    expect(fs.statSync(chosen).mode & 0o444).toBe(0o444);
  });
});

describe('challenges', () => {
  test('count once, for their operator and ceremony, for five minutes', () => {
    let time = 0;
    const challenges = createChallenges(() => time);
    const challenge = challenges.issue('assertion', 'op-1');
    expect(() => challenges.take('registration', 'op-1')).toThrow('webauthn.challenge-mismatch');
    expect(() => challenges.take('assertion', 'op-2')).toThrow('webauthn.challenge-mismatch');
    expect(challenges.take('assertion', 'op-1')).toBe(challenge);
    expect(() => challenges.take('assertion', 'op-1')).toThrow('webauthn.challenge-mismatch');
    challenges.issue('assertion', 'op-1');
    time += CHALLENGE_LIFETIME_MS;
    expect(() => challenges.take('assertion', 'op-1')).toThrow('webauthn.challenge-mismatch');
  });

  test('are void once a newer one was asked for, and are never the same', () => {
    const challenges = createChallenges(() => 0);
    const issued = Array.from({ length: 50 }, () => challenges.issue('assertion', 'op-1'));
    expect(new Set(issued).size).toBe(50);
    expect(challenges.take('assertion', 'op-1')).toBe(issued.at(-1));
  });

  test('that nobody answers are bounded: the oldest goes', () => {
    const challenges = createChallenges(() => 0);
    for (let i = 0; i < 65; i++) challenges.issue('assertion', `op-${i}`);
    expect(() => challenges.take('assertion', 'op-0')).toThrow('webauthn.challenge-mismatch');
    expect(challenges.take('assertion', 'op-1')).not.toBe('');
  });
});

describe('the serial queue', () => {
  test('runs one after the other, past failures', async () => {
    const inTurn = createSerialQueue();
    const order: string[] = [];
    const step = (name: string, fails = false) =>
      inTurn(async () => {
        order.push(`${name} begins`);
        await Promise.resolve();
        order.push(`${name} ends`);
        if (fails) throw new Error(name);
      });
    const outcomes = await Promise.allSettled([step('a', true), step('b')]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['rejected', 'fulfilled']);
    expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  });
});

describe('the log', () => {
  test('tells codes, and nothing that could be a person', () => {
    const line = formatLine(new Date(0), 'warn', 'call refused', {
      call: 'saveFile',
      code: 'shell.file-failed',
      reason: 'Amina Tesfaye, +251 911 234567',
      origin: 'https://server.example:8443',
    });
    expect(JSON.parse(line)).toEqual({
      time: '1970-01-01T00:00:00.000Z',
      level: 'warn',
      message: 'call refused',
      call: 'saveFile',
      code: 'shell.file-failed',
      reason: '[redacted]',
      origin: 'https://server.example:8443',
    });
  });

  test('leaves out fields it does not know and stays on one line', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (name, value) => {
        const line = formatLine(new Date(0), 'info', 'x', {
          [name]: value,
          error: value,
        });
        expect(line.trimEnd()).not.toContain('\n');
        expect(Object.keys(JSON.parse(line) as object).length).toBeLessThanOrEqual(5);
      }),
    );
  });

  test('turns over at its limit and never throws', () => {
    const logger = createFileLogger(folder);
    fs.writeFileSync(path.join(folder, 'fieldseal.log'), 'x'.repeat(1024 * 1024));
    logger.log('info', 'started');
    expect(fs.readdirSync(folder).sort()).toEqual(['fieldseal.log', 'fieldseal.old.log']);
    expect(fs.statSync(path.join(folder, 'fieldseal.log')).size).toBeLessThan(200);
    createFileLogger(path.join(folder, 'fieldseal.log')).log('error', 'no such folder');
  });
});

describe('the window', () => {
  const screens = [{ x: 0, y: 0, width: 1920, height: 1080 }];
  const usual = { width: 1280, height: 860, isMaximized: false };

  test('comes back where it was', async () => {
    const file = path.join(folder, 'window.json');
    const bounds = { x: 100, y: 50, width: 1200, height: 900 };
    await saveWindowState(file, bounds, true);
    expect(await loadWindowState(file, screens)).toEqual({ ...bounds, isMaximized: true });
  });

  test('comes back on a screen that is there, and never too small', async () => {
    const file = path.join(folder, 'window.json');
    await saveWindowState(file, { x: 2500, y: 0, width: 1200, height: 900 }, false);
    expect(await loadWindowState(file, screens)).toEqual(usual);
    await saveWindowState(file, { x: 0, y: 0, width: 10, height: 10 }, false);
    expect(await loadWindowState(file, screens)).toMatchObject({ width: 1024, height: 700 });
  });

  test.each([
    '',
    '{"x":"far"}',
    'null',
    '{"x":1e99,"y":0,"width":1,"height":1,"isMaximized":false}',
  ])('opens as usual over a damaged file: %j', async (content) => {
    const file = path.join(folder, 'window.json');
    fs.writeFileSync(file, content);
    expect(await loadWindowState(file, screens)).toEqual(usual);
  });

  test('reloads a crashing page three times a minute and no more', () => {
    let time = 0;
    const mayReload = createReloadLimit(() => time);
    expect([mayReload(), mayReload(), mayReload(), mayReload()]).toEqual([true, true, true, false]);
    time = 60_000;
    expect(mayReload()).toBe(true);
  });
});

import { expect, test } from 'vitest';
import { parseReadyLine } from './server-process.ts';

test('the ready line gives the address and the demo sign-ins', () => {
  const people = [{ name: 'Amina', role: 'enumerator', code: 'AB12' }];
  const line = JSON.stringify({ ready: true, url: 'http://localhost:1', people });
  expect(parseReadyLine(line)).toEqual({ url: 'http://localhost:1', people });
});

test.each(['listening', '{"level":30}', '{"ready":false,"url":"x"}', '{"ready":true}', '{broken'])(
  'another line is not taken for it: %s',
  (line) => {
    expect(parseReadyLine(line)).toBeUndefined();
  },
);

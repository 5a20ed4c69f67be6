import { expect, test } from 'vitest';
import type { ActivityEntry } from '../../vault/activity-api.ts';
import { daysOf } from './days-of.ts';

const at = (sequence: number, moment: string): ActivityEntry => ({
  sequence,
  event: { kind: 'vault.locked', at: moment },
});

test('entries stand under their day, in the order they came; an unreadable one with its neighbour', () => {
  const days = daysOf([
    at(5, '2026-11-24T12:00:00.000Z'),
    { sequence: 4, event: null },
    at(3, '2026-11-23T12:00:00.000Z'),
    at(2, '2026-11-24T11:00:00.000Z'),
  ]);
  expect(days.map((day) => day.entries.map((entry) => entry.sequence))).toEqual([[5, 4], [3], [2]]);
});

test('a log of which nothing can be read is one group', () => {
  const entries = [2, 1].map((sequence) => ({ sequence, event: null }));
  expect(daysOf(entries)).toMatchObject([{ entries }]);
});

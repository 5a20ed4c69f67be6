import { expect, test } from 'vitest';
import { judgeDrained, judgeReceived, type ServerView } from './judge-sync.ts';
import type { LaptopRecord, LaptopView } from './laptop-messages.ts';

const HASH = 'a'.repeat(64);
const received: LaptopRecord = {
  recordId: 'one',
  version: 1,
  state: 'received',
  refusal: null,
  itemHash: HASH,
  hasKey: false,
};
const held = { recordId: 'one', version: 1, itemHash: HASH, actualHash: HASH };
const laptop: LaptopView = {
  deviceId: 'device',
  records: [received],
  waitingBatches: 0,
  waitingPhotos: 0,
  receivedPhotos: [],
  auditProblems: [],
};
const server: ServerView = {
  records: [held],
  photos: [HASH],
  sequences: [1, 2],
  lastSequence: 2,
  problems: [],
};

const withRecord = (changes: Partial<LaptopRecord>): LaptopView => ({
  ...laptop,
  records: [{ ...received, ...changes }],
});

test('what was delivered whole is in order', () => {
  expect(judgeDrained(laptop, server, ['one'], [])).toEqual([]);
});

test('received without a copy at the server is told at any time', () => {
  const without = { ...server, records: [] };
  expect(judgeReceived(laptop, without)).toHaveLength(1);
  expect(judgeReceived(withRecord({ state: 'in-batch', hasKey: true }), without)).toEqual([]);
  // Its key is gone: nobody can deliver or open it any more.
  expect(judgeReceived(withRecord({ state: 'in-batch' }), without)).toHaveLength(1);
  const other = { ...server, records: [{ ...held, itemHash: 'b'.repeat(64) }] };
  expect(judgeReceived(laptop, other)).toHaveLength(1);
});

test('a photo that is taken for received without a copy at the server is told at any time', () => {
  const seen = { ...laptop, receivedPhotos: [HASH] };
  expect(judgeReceived(seen, server)).toEqual([]);
  expect(judgeReceived(seen, { ...server, photos: [] })).toHaveLength(1);
});

test.each([
  ['lost', laptop, { ...server, records: [] }],
  ['doubled', laptop, { ...server, records: [held, held] }],
  ['in another form', withRecord({ itemHash: 'b'.repeat(64) }), server],
  ['damaged at the server', laptop, { ...server, records: [{ ...held, actualHash: 'c' }] }],
  ['waiting', withRecord({ state: 'saved', hasKey: true }), server],
  ['refused', withRecord({ state: 'refused', refusal: 'sync.item-malformed' }), server],
  ['with its key', withRecord({ hasKey: true }), server],
  ['gone from the laptop', { ...laptop, records: [] }, server],
  ['in a batch that waits', { ...laptop, waitingBatches: 1 }, server],
  ['behind a gap', laptop, { ...server, sequences: [1, 3] }],
  ['behind a batch that is not counted', laptop, { ...server, lastSequence: 1 }],
  ['in a broken chain', { ...laptop, auditProblems: ['altered at 3'] }, server],
  ['in a chain nobody looked at', { ...laptop, auditProblems: null }, server],
  ['in books that do not agree', laptop, { ...server, problems: ['tokens without a record'] }],
] as const)('a record that is %s is told', (_what, seenLaptop, seenServer) => {
  expect(judgeDrained(seenLaptop, seenServer, ['one'], [])).not.toEqual([]);
});

test('a photo that was acknowledged is there once, and none waits in the end', () => {
  expect(judgeDrained(laptop, server, ['one'], [HASH])).toEqual([]);
  expect(judgeDrained(laptop, { ...server, photos: [] }, ['one'], [HASH])).toHaveLength(1);
  expect(judgeDrained(laptop, { ...server, photos: [HASH, HASH] }, ['one'], [HASH])).toHaveLength(
    1,
  );
  expect(judgeDrained({ ...laptop, waitingPhotos: 2 }, server, ['one'], [HASH])).toHaveLength(1);
});

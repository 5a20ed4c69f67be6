import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { IndexEntry } from './index-page.ts';
import { createMemoryIndex } from './memory-index.ts';

const token = fc.constantFrom(1, 2, 3, 4, 2 ** 48 - 1);
const encoding = fc
  .constantFrom(0x00, 0x01, 0x0f, 0xff)
  .map((byte) => new Uint8Array(128).fill(byte));
const entry: fc.Arbitrary<IndexEntry> = fc.record({
  recordId: fc.constantFrom('r1', 'r2', 'r3', 'r4'),
  version: fc.integer({ min: 1, max: 3 }),
  sealed: fc.record({
    'phone-last-four': fc.uniqueArray(token),
    name: fc.uniqueArray(token),
    'name-and-birth-date': fc.uniqueArray(token),
  }),
  clk: fc.option(encoding, { nil: null }),
});

/** The newest version of each record; of equal versions the one added last. */
function newest(entries: readonly IndexEntry[]): readonly IndexEntry[] {
  const held = new Map<string, IndexEntry>();
  for (const added of entries) {
    const known = held.get(added.recordId);
    if (known === undefined || known.version <= added.version) held.set(added.recordId, added);
  }
  return [...held.values()];
}

describe('the index in memory', () => {
  test('answers what a scan of the newest versions answers', () => {
    fc.assert(
      fc.property(
        fc.array(entry, { maxLength: 30 }),
        fc.array(fc.uniqueArray(token, { minLength: 1 }), { minLength: 1, maxLength: 3 }),
        token,
        (entries, parts, single) => {
          const index = createMemoryIndex();
          for (const added of entries) index.add(added);
          const held = newest(entries);
          const ids = (match: (held: IndexEntry) => boolean): string[] =>
            held
              .filter(match)
              .map((found) => found.recordId)
              .sort();
          expect([...index.findAll('name', parts)].sort()).toEqual(
            ids(({ sealed }) => parts.every((part) => part.some((t) => sealed.name.includes(t)))),
          );
          for (const name of ['phone-last-four', 'name-and-birth-date'] as const) {
            expect([...index.find(name, [single])].sort()).toEqual(
              ids(({ sealed }) => sealed[name].includes(single)),
            );
          }
        },
      ),
    );
  });

  test('finds the newest encodings by resemblance, and none that a newer version took away', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 30 }), encoding, (entries, query) => {
        const index = createMemoryIndex();
        for (const added of entries) index.add(added);
        const same = newest(entries).filter(
          ({ clk }) => clk !== null && clk[0] === query[0] && query[0] !== 0,
        );
        expect(
          index
            .similar(query, 1, 10)
            .map((found) => found.recordId)
            .sort(),
        ).toEqual(same.map((held) => held.recordId).sort());
      }),
    );
  });

  test('no typed part finds nothing, not everything', () => {
    const index = createMemoryIndex();
    index.add({
      recordId: 'r1',
      version: 1,
      sealed: { 'phone-last-four': [], name: [1], 'name-and-birth-date': [] },
      clk: null,
    });
    expect(index.findAll('name', [])).toEqual([]);
    expect(index.findAll('name', [[]])).toEqual([]);
  });
});

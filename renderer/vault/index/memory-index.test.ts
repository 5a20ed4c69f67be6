import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { IndexEntry } from './index-page.ts';
import { createMemoryIndex } from './memory-index.ts';

const token = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const entry: fc.Arbitrary<IndexEntry> = fc.record({
  recordId: fc.constantFrom('r1', 'r2', 'r3', 'r4'),
  version: fc.integer({ min: 1, max: 3 }),
  phoneLastFour: fc.option(token, { nil: null }),
  names: fc.uniqueArray(token),
  nameAndBirthDate: fc.uniqueArray(token),
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
          expect([...index.byName(parts)].sort()).toEqual(
            ids(({ names }) => parts.every((part) => part.some((t) => names.includes(t)))),
          );
          expect([...index.byPhoneLastFour(single)].sort()).toEqual(
            ids(({ phoneLastFour }) => phoneLastFour === single),
          );
          expect([...index.byNameAndBirthDate([single])].sort()).toEqual(
            ids(({ nameAndBirthDate }) => nameAndBirthDate.includes(single)),
          );
        },
      ),
    );
  });

  test('no typed part finds nothing, not everything', () => {
    const index = createMemoryIndex();
    index.add({
      recordId: 'r1',
      version: 1,
      phoneLastFour: null,
      names: ['a'],
      nameAndBirthDate: [],
    });
    expect(index.byName([])).toEqual([]);
    expect(index.byName([[]])).toEqual([]);
  });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPostingLists } from './posting-lists.ts';

const LARGEST_TOKEN = 2 ** 48 - 1;

/** Few tokens with many postings, many with few, and some that differ in their high bits only. */
const token = fc.oneof(
  fc.integer({ min: 0, max: 3 }),
  fc.integer({ min: 0, max: 3 }).map((low) => low + 2 ** 40),
  fc.integer({ min: 0, max: LARGEST_TOKEN }),
);

test('posting lists hold what a map of lists holds, however many there are', () => {
  fc.assert(
    fc.property(fc.array(token, { maxLength: 6000 }), (tokens) => {
      const lists = createPostingLists();
      const expected = new Map<number, number[]>();
      for (const [position, each] of tokens.entries()) {
        lists.add(each, position);
        expected.set(each, [...(expected.get(each) ?? []), position]);
      }
      for (const each of [...expected.keys(), 4, 2 ** 41]) {
        const found: number[] = [];
        lists.each(each, (position) => found.push(position));
        expect(found).toEqual(expected.get(each) ?? []);
        expect(lists.count(each)).toBe(found.length);
      }
    }),
    { numRuns: 40 },
  );
});

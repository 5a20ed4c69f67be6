import { expect, test } from 'vitest';
import { slotName } from './slot-name.ts';

test.each([
  ['  Blue key \n', 'Blue key'],
  ['Blue\t\n  key', 'Blue key'],
  ['Blue\u0000\u0007key', 'Blue key'],
  // Composed: the same name typed on another system is the same text.
  ['Cle\u0301', 'Cl\u00e9'],
  ['', ''],
])('%j is kept as %j', (typed, kept) => {
  expect(slotName(typed)).toBe(kept);
});

test('a name is cut after forty characters, of which none is halved', () => {
  expect(slotName('k'.repeat(41))).toBe('k'.repeat(40));
  expect(slotName('🔑'.repeat(41))).toBe('🔑'.repeat(40));
});

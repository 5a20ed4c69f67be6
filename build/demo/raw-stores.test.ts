import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { DemoEntry } from './entries.ts';
import { prepareRawSearch, searchRawStores } from './raw-stores.ts';

let folder = '';
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fieldseal-raw-'));
  fs.writeFileSync(path.join(folder, 'catalogue'), 'an empty database that knows the word summer');
});
afterEach(() => {
  fs.rmSync(folder, { recursive: true });
});

const ENTRIES: readonly DemoEntry[] = [
  {
    personId: 'p1',
    duplicateOf: null,
    consent: {},
    answers: {
      familyName: 'Hernández Ibáñez',
      givenName: 'summer',
      nationalId: 'KA-1234567',
      phone: '+255 712 345 678',
      birthDate: { precision: 'year', value: '1990' },
    },
  },
];

it.each([
  ['as typed', 'Hernández Ibáñez'],
  ['as normalised', 'hernandez ibanez'],
  ['an id as normalised', 'ka1234567'],
  ['a telephone as normalised', '255712345678'],
])('plain data is found %s', (_what, planted) => {
  const prepared = prepareRawSearch(ENTRIES, [folder]);
  expect(searchRawStores(prepared, [folder]).hits).toEqual([]);
  fs.appendFileSync(path.join(folder, 'catalogue'), `xx${planted}yy`);
  expect(searchRawStores(prepared, [folder]).hits.length).toBeGreaterThan(0);
});

it('a word that stood there before anybody was enrolled proves nothing, and is counted', () => {
  const prepared = prepareRawSearch(ENTRIES, [folder]);
  expect(prepared.ordinaryWords).toBe(1);
  fs.appendFileSync(path.join(folder, 'catalogue'), 'summer again');
  const report = searchRawStores(prepared, [folder]);
  expect(report).toMatchObject({ hits: [], files: 1, ordinaryWords: 1 });
  expect(report.needles).toBeGreaterThan(5);
  expect(report.bytes).toBe(56);
});

const DIGITS: readonly DemoEntry[] = [
  { personId: 'p2', duplicateOf: null, consent: {}, answers: { nationalId: '5304218' } },
];

it.each([
  ['a random id', '3f2504e0-4f89-41d3-9a0c-0305304218c3', { hits: 0, coincidences: 1 }],
  ['a hash', `${'9c'.repeat(12)}5304218${'0a'.repeat(17)}`, { hits: 0, coincidences: 1 }],
  [
    'a random id that a page has cut',
    '89d3-9a0c-0305304218\u0001\u0002',
    { hits: 0, coincidences: 1 },
  ],
  ['CBOR text', 'jnationalIdg5304218ephone', { hits: 1, coincidences: 0 }],
  ['a word of its own', ' 5304218 ', { hits: 1, coincidences: 0 }],
  ['a longer number', '2026-11-23 5304218-99', { hits: 1, coincidences: 0 }],
])('an identity number of digits within %s', (_what, planted, expected) => {
  const prepared = prepareRawSearch(DIGITS, [folder]);
  fs.appendFileSync(path.join(folder, 'catalogue'), `\u0000${planted}\u0000`);
  const report = searchRawStores(prepared, [folder]);
  expect({ hits: report.hits.length, coincidences: report.coincidences }).toEqual(expected);
});

it('an identity number within a random id in UTF-16, as keys are kept, is a coincidence; by itself it is not', () => {
  const prepared = prepareRawSearch(DIGITS, [folder]);
  const id = Buffer.from('3f2504e0-4f89-41d3-9a0c-0305304218c3', 'utf16le');
  const alone = Buffer.from('\u0007' + '5304218', 'utf16le');
  fs.writeFileSync(path.join(folder, 'keys'), Buffer.concat([Buffer.from([1]), id]));
  expect(searchRawStores(prepared, [folder])).toMatchObject({ hits: [], coincidences: 1 });
  fs.writeFileSync(path.join(folder, 'keys'), Buffer.concat([Buffer.from([1]), alone]));
  expect(searchRawStores(prepared, [folder]).hits).toHaveLength(1);
});

it('six digits are never excused: CBOR writes their length as the letter f', () => {
  const six = [
    { personId: 'p3', duplicateOf: null, consent: {}, answers: { nationalId: '530421' } },
  ];
  const prepared = prepareRawSearch(six, [folder]);
  fs.appendFileSync(path.join(folder, 'catalogue'), '\u0000jnationalIdf530421\u0000');
  expect(searchRawStores(prepared, [folder])).toMatchObject({ coincidences: 0 });
  expect(searchRawStores(prepared, [folder]).hits).toHaveLength(1);
});

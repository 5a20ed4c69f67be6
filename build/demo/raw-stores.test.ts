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

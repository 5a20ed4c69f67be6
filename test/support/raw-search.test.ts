import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSearcher, makeNeedles, searchFolder } from './raw-search.ts';

let folder = '';
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fieldseal-search-'));
});
afterEach(() => {
  fs.rmSync(folder, { recursive: true });
});

describe('raw byte search', () => {
  it('finds exactly what a plain search finds', () => {
    const letters = fc.constantFrom('a', 'b');
    const text = fc.string({ unit: letters, maxLength: 60 });
    const words = fc.uniqueArray(fc.string({ unit: letters, minLength: 3, maxLength: 8 }), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(text, words, (haystack, wanted) => {
        const searcher = createSearcher(
          wanted.map((word) => ({ kind: 'name', bytes: Buffer.from(word) })),
        );
        const found = searcher
          .find(Buffer.from(haystack))
          .map(({ offset, needle }) => `${String(offset)} ${needle.bytes.toString()}`);
        const expected = wanted.flatMap((word) =>
          [...haystack].flatMap((_, offset) =>
            haystack.startsWith(word, offset) ? [`${String(offset)} ${word}`] : [],
          ),
        );
        expect(found.sort()).toEqual(expected.sort());
      }),
      { numRuns: 500 },
    );
  });

  it('finds a name in either encoding, in any file of any folder, and at the seam of two pieces', () => {
    const searcher = createSearcher(
      makeNeedles([
        { kind: 'name', text: 'Wanjiru' },
        { kind: 'name', text: 'فاطمة' },
      ]),
    );
    const seam = 8 * 1024 * 1024;
    fs.mkdirSync(path.join(folder, 'deep', 'er'), { recursive: true });
    for (const [name, offset, text] of [
      ['deep/er/utf16', 10, Buffer.from('Wanjiru', 'utf16le')],
      ['utf8', 0, Buffer.from('فاطمة')],
      ['seam', seam - 3, Buffer.from('Wanjiru')],
      ['before', seam - 7, Buffer.from('Wanjiru')],
      ['after', seam, Buffer.from('Wanjiru')],
    ] as const) {
      const content = Buffer.alloc(offset + text.length + 20);
      text.copy(content, offset);
      fs.writeFileSync(path.join(folder, name), content);
    }
    const { hits, files } = searchFolder(searcher, folder);
    expect(files).toBe(5);
    expect(hits.map(({ file, offset }) => [path.basename(file), offset]).sort()).toEqual([
      ['after', seam],
      ['before', seam - 7],
      ['seam', seam - 3],
      ['utf16', 10],
      ['utf8', 0],
    ]);
  });

  it('leaves out short texts, counts doubles once, and knows Latin-1', () => {
    const texts = ['Ali', 'Omari', 'Kamau1', 'Kamau1', 'ከደ', 'علي', 'أحمد', 'García'].map(
      (text) => ({
        kind: 'name',
        text,
      }),
    );
    expect(makeNeedles(texts).map(({ bytes }) => bytes.length)).toEqual([
      6, 12, 6, 6, 8, 8, 7, 12, 6,
    ]);
  });

  it('says so when there is nothing to search: silence would look like success', () => {
    expect(() => searchFolder(createSearcher([]), folder)).toThrow('nothing to search');
  });
});

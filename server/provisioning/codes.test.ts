import fc from 'fast-check';
import { expect, test } from 'vitest';
import { codeHash, newCode } from './codes.ts';

test('codes differ and have the printed shape', () => {
  const codes = Array.from({ length: 500 }, newCode);
  expect(new Set(codes).size).toBe(500);
  for (const code of codes)
    expect(code).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}$/u);
});

test('a code is the same however it is typed', () => {
  fc.assert(
    fc.property(
      fc.constant(null).map(newCode),
      fc.constantFrom(' ', '', '–', '.'),
      (code, mark) => {
        const typed = code
          .toLowerCase()
          .replaceAll('-', mark)
          .replaceAll('0', 'o')
          .replaceAll('1', 'l');
        expect(codeHash(typed)).toBe(codeHash(code));
      },
    ),
    { numRuns: 50 },
  );
});

test('another code has another hash', () => {
  expect(codeHash('AAAA-BBBB-CCCC')).not.toBe(codeHash('AAAA-BBBB-CCCD'));
});

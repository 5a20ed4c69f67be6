import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytes } from '../../../test/support/bytes-arbitrary.ts';
import { toHex, utf8 } from '../../encoding/bytes.ts';
import { digestBytes, sha256 } from './digest.ts';

test('is SHA-256, on this thread or off it', async () => {
  // FIPS 180-4's own example.
  const expected = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  expect(toHex(sha256(utf8('abc')))).toBe(expected);
  expect(toHex(await digestBytes(utf8('abc')))).toBe(expected);
  await fc.assert(
    fc.asyncProperty(bytes(), async (content) => {
      expect(await digestBytes(content)).toEqual(sha256(content));
    }),
  );
});

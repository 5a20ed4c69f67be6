import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from './bytes.ts';
import { decodeCbor, decodeDeterministicCbor, encodeCbor } from './cbor.ts';

/** Values of the kinds our messages are made of. */
const value = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array({ maxLength: 20 }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 5, noNullPrototype: true }),
  ),
})).value;

describe('deterministic CBOR', () => {
  it('gives back what was written', () => {
    fc.assert(
      fc.property(value, (written) => {
        expect(decodeCbor(encodeCbor(written))).toEqual(written);
      }),
    );
  });

  it('gives equal bytes whatever order properties were set in', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), value, { noNullPrototype: true }), (written) => {
        const reversed = Object.fromEntries(Object.entries(written).reverse());
        expect(encodeCbor(reversed)).toEqual(encodeCbor(written));
      }),
    );
  });

  it('sorts keys by their encoded bytes (RFC 8949 section 4.2.1) and leaves undefined ones out', () => {
    expect(toHex(encodeCbor({ b: 1, aa: 2, a: 3, c: undefined }))).toBe(
      'a36161036162016261 6102'.replace(' ', ''),
    );
  });

  it.each([
    ['an indefinite array', '9f01ff'],
    ['an indefinite text', '7f6161ff'],
    ['a number longer than needed', '1801'],
    ['a length longer than needed', '7801 61'.replace(' ', '')],
    ['a key twice', 'a2616101616102'],
    ['bytes behind the value', '0100'],
    ['undefined', 'f7'],
    ['not a number', 'f97e00'],
    ['infinity', 'f97c00'],
    ['an end inside the value', '8201'],
    ['nothing', ''],
  ])('refuses %s', (_what, hex) => {
    expect(() => decodeCbor(fromHex(hex))).toThrow();
  });

  it.each([
    ['text that is not UTF-8', '62c328'],
    ['keys in another order', 'a2616201616101'],
    ['a longer float than needed', 'fb3ff8000000000000'],
  ])('from outside refuses %s too', (_what, hex) => {
    expect(() => decodeDeterministicCbor(fromHex(hex))).toThrow('deterministic');
  });

  it('from outside takes what was written', () => {
    fc.assert(
      fc.property(value, (written) => {
        expect(decodeDeterministicCbor(encodeCbor(written))).toEqual(written);
      }),
    );
  });
});

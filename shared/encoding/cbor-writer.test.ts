import { encode, rfc8949EncodeOptions } from 'cborg';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeCbor } from './cbor-writer.ts';

function byLibrary(value: unknown): Uint8Array {
  return Uint8Array.from(
    encode(value, { ...rfc8949EncodeOptions, ignoreUndefinedProperties: true }),
  );
}

/** Everything that is ever encoded, and what is left to the library: floats, odd keys, lone surrogates. */
const { value: anyValue } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.string({ unit: 'grapheme', maxLength: 30 }),
    fc.string({ maxLength: 300 }),
    fc.maxSafeInteger(),
    fc.integer({ min: -70_000, max: 70_000 }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array({ maxLength: 300 }),
    fc.array(tie('value'), { maxLength: 30 }),
    fc.dictionary(
      fc.oneof(fc.string({ maxLength: 30 }), fc.string({ unit: 'binary', maxLength: 5 })),
      fc.oneof(tie('value'), fc.constant(undefined)),
      { maxKeys: 40, noNullPrototype: false },
    ),
  ),
}));

describe('writing CBOR', () => {
  it('gives the bytes that the library gives', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(writeCbor(value)).toEqual(byLibrary(value));
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    0,
    -0,
    23,
    24,
    255,
    256,
    65_535,
    65_536,
    4_294_967_295,
    4_294_967_296,
    Number.MAX_SAFE_INTEGER,
    -1,
    -24,
    -25,
    -256,
    -257,
    -4_294_967_296,
    -4_294_967_297,
    Number.MIN_SAFE_INTEGER,
    1.5,
    2 ** 60,
    12n,
    { ['k'.repeat(23)]: 1, ['k'.repeat(24)]: 2, b: 3, aa: 4, '': 5, é: 6 },
    new Map([['b', 1]]),
    'x'.repeat(48),
    `${'x'.repeat(47)}é`,
    'x'.repeat(70_000),
    new Uint8Array(100_000),
  ])('boundary %#', (value) => {
    expect(writeCbor(value)).toEqual(byLibrary(value));
  });

  it('what it refused to write leaves nothing behind for the next', () => {
    expect(() => writeCbor({ a: 'secret', b: Symbol('x') })).toThrow();
    expect(writeCbor([1])).toEqual(Uint8Array.from([0x81, 0x01]));
  });
});

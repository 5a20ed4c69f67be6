import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeCbor } from './cbor.ts';
import { checkCborShape } from './cbor-shape.ts';

const check = (mostItems: number, ...bytes: readonly number[]): void => {
  checkCborShape(Uint8Array.from(bytes), mostItems);
};

describe('the shape of CBOR', () => {
  test('of whatever is encoded passes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        checkCborShape(encodeCbor(value), 10_000);
      }),
    );
    checkCborShape(encodeCbor([new Uint8Array(70_000), 2 ** 40, -1, null, true]), 6);
  });

  test('counts every item, keys too', () => {
    const bytes = encodeCbor({ a: [1, 2], b: {} });
    checkCborShape(bytes, 7);
    expect(() => {
      checkCborShape(bytes, 6);
    }).toThrow('too many items');
  });

  test('is 64 levels deep at most', () => {
    check(100, ...Array<number>(63).fill(0x81), 0x00);
    expect(() => {
      check(100, ...Array<number>(64).fill(0x81), 0x00);
    }).toThrow('too deep');
    expect(() => {
      check(100, ...Array<number>(64).fill(0xc0), 0x00);
    }).toThrow('too deep');
  });

  test.each([
    ['an array of more items than there are bytes', [0x9a, 0xff, 0xff, 0xff, 0xff, 0x00]],
    ['a map whose values are missing', [0xa2, 0x00, 0x00, 0x00]],
    ['a length of 64 bits', [0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]],
    ['a text beyond the end', [0x78, 0x05, 0x61]],
    ['a cut length', [0x59, 0x01]],
    ['nothing', []],
    ['an indefinite array', [0x9f, 0xff]],
    ['a reserved length', [0x1c]],
  ])('%s is refused', (_what, bytes) => {
    expect(() => {
      check(1_000_000, ...bytes);
    }).toThrow(RangeError);
  });
});

/** Bytes from outside as an attacker or a bad disk makes them: valid samples, changed, and noise. */
import fc from 'fast-check';
import type { Bytes } from '../../shared/encoding/bytes.ts';

/** Heads of CBOR items (RFC 8949) that promise much or are refused by deterministic encoding. */
const BAD_HEADS: readonly (readonly number[])[] = [
  // Arrays, maps, byte and text strings of 2^32 and of 2^63 entries.
  [0x9a, 0xff, 0xff, 0xff, 0xff],
  [0x9b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  [0xba, 0xff, 0xff, 0xff, 0xff],
  [0xbb, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  [0x5a, 0xff, 0xff, 0xff, 0xff],
  [0x5b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  [0x7a, 0xff, 0xff, 0xff, 0xff],
  // Indefinite lengths, and their end where nothing was begun.
  [0x9f],
  [0xbf],
  [0x5f],
  [0x7f],
  [0xff],
  // Tags: date, bignum, and one nobody knows.
  [0xc0],
  [0xc2, 0x49, 0x01, 0, 0, 0, 0, 0, 0, 0, 0],
  [0xda, 0xff, 0xff, 0xff, 0xff],
  // Undefined, NaN, infinity, the largest unsigned, a length in a longer form than it needs.
  [0xf7],
  [0xf9, 0x7e, 0x00],
  [0xf9, 0x7c, 0x00],
  [0x1b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  [0x58, 0x01],
  // Arrays in arrays, deeper than any message; a map with one key twice.
  Array<number>(2000).fill(0x81),
  [0xa2, 0x61, 0x61, 0x01, 0x61, 0x61, 0x02],
];

/** A length field of files, blown up. */
const LARGE_LENGTHS: readonly (readonly number[])[] = [
  [0xff, 0xff, 0xff, 0xff],
  [0x7f, 0xff, 0xff, 0xff],
  [0, 0, 0, 0],
  [0, 0xff, 0xff, 0xff],
];

const NOISE = { maxLength: 600 };
const LONGEST_SPLICE = 64;

/** The sample with one to four changes, its pieces in another order, or nothing of it. */
export function mutated(sample: Bytes): fc.Arbitrary<Bytes> {
  return fc.oneof(
    { weight: 8, arbitrary: changed(sample) },
    { weight: 1, arbitrary: fc.uint8Array(NOISE).map((noise) => Uint8Array.from(noise)) },
    // Behind a front that is right.
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.nat(Math.min(sample.length, 16)), fc.uint8Array(NOISE))
        .map(([front, noise]) => Uint8Array.from([...sample.subarray(0, front), ...noise])),
    },
  );
}

type Change = (bytes: readonly number[]) => readonly number[];

function changed(sample: Bytes): fc.Arbitrary<Bytes> {
  const place = fc.nat(Math.max(0, sample.length - 1));
  const overwrite = (list: readonly (readonly number[])[]): fc.Arbitrary<Change> =>
    fc
      .tuple(place, fc.constantFrom(...list))
      .map(([at, put]) => (bytes: readonly number[]) => [
        ...bytes.slice(0, at),
        ...put,
        ...bytes.slice(at + put.length),
      ]);
  const change: fc.Arbitrary<Change> = fc.oneof(
    fc.tuple(place, fc.nat(7)).map(
      ([at, bit]) =>
        (bytes: readonly number[]) =>
          bytes.map((byte, i) => (i === at ? byte ^ (1 << bit) : byte)),
    ),
    place.map((end) => (bytes: readonly number[]) => bytes.slice(0, end)),
    overwrite(BAD_HEADS),
    overwrite(LARGE_LENGTHS),
    fc
      .tuple(place, fc.constantFrom(...BAD_HEADS))
      .map(([at, put]) => (bytes: readonly number[]) => [
        ...bytes.slice(0, at),
        ...put,
        ...bytes.slice(at),
      ]),
    // A piece of it, once more somewhere else, or left out.
    fc
      .tuple(place, fc.nat(LONGEST_SPLICE), place)
      .map(([from, length, to]) => (bytes: readonly number[]) => [
        ...bytes.slice(0, to),
        ...bytes.slice(from, from + length),
        ...bytes.slice(to),
      ]),
    fc
      .tuple(place, fc.nat(LONGEST_SPLICE))
      .map(([from, length]) => (bytes: readonly number[]) => [
        ...bytes.slice(0, from),
        ...bytes.slice(from + length),
      ]),
  );
  return fc.array(change, { minLength: 1, maxLength: 4 }).map((changes) => {
    const bytes = changes.reduce<readonly number[]>((left, make) => make(left), [...sample]);
    return Uint8Array.from(bytes);
  });
}

/** Gives every reader files that are small on the wire and vast once they are decoded. Run with a small heap. */
import { concatBytes, type Bytes } from '../../shared/encoding/bytes.ts';
import { frame } from '../../shared/sync/framing.ts';
import { refusalOf } from '../support/refusals.ts';
import { outsideReaders } from './outside-readers.ts';

const SIZE = 8 * 1024 * 1024;
const MAGIC_BYTES = 8;
const ARRAY_OF_32_BITS = 0x9a;
const HEAD_BYTES = 5;
const LIMIT_MS = 10_000;

/** An array with as many items as there are bytes left, each this byte. */
function arrayOf(byte: number): Bytes {
  const bytes = new Uint8Array(SIZE).fill(byte);
  bytes[0] = ARRAY_OF_32_BITS;
  new DataView(bytes.buffer).setUint32(1, SIZE - HEAD_BYTES);
  return bytes;
}

const BOMBS: readonly Bytes[] = [
  // Numbers, empty maps, empty arrays, empty texts, empty byte strings.
  ...[0x00, 0xa0, 0x80, 0x60, 0x40].map(arrayOf),
  // Arrays in arrays, tags in tags, parts without content.
  ...[0x81, 0xc0, 0x00].map((byte) => new Uint8Array(SIZE).fill(byte)),
];

/** By itself, as the one part of a file, and behind its front. */
function framings(bomb: Bytes, magic: Bytes): readonly Bytes[] {
  return [bomb, concatBytes(magic, frame(bomb)), concatBytes(magic, bomb)];
}

for (const { name, sample, read, largest = SIZE } of await outsideReaders()) {
  const magic = sample.slice(0, MAGIC_BYTES);
  for (const [number, bomb] of BOMBS.entries()) {
    for (const bytes of framings(bomb.slice(0, largest), magic)) {
      const start = performance.now();
      const code = await refusalOf(() => read(bytes));
      if (performance.now() - start > LIMIT_MS)
        throw new Error(`${name} hangs on ${String(number)}`);
      // What never throws answers findings instead.
      console.log(`${name}, ${String(number)}: ${code}`);
    }
  }
}
console.log('all refused');

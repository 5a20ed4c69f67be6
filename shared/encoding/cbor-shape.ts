/** Deeper than any message of ours; a decoder that calls itself for each level must not be led further. */
const DEEPEST = 64;

const MAJOR_BYTES = 2;
const MAJOR_TEXT = 3;
const MAJOR_ARRAY = 4;
const MAJOR_MAP = 5;
const MAJOR_TAG = 6;
const SHORTEST_INDIRECT = 24;
const LONGEST_INDIRECT = 27;

/**
 * Walks over one CBOR item (RFC 8949 section 3) without decoding it, so that bytes from outside cannot make the decoder
 * build more than they may: an empty map takes one byte here and a hundred once it is an object. Bounded by the bytes
 * there are, whatever lengths they claim; what is malformed inside is left to the decoder.
 * @throws RangeError for more than `mostItems` items, for more than 64 levels, and for lengths beyond the end.
 */
export function checkCborShape(bytes: Uint8Array, mostItems: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  /** Items that are still to come, at each level. */
  const open: number[] = [1];
  let items = 0;
  let at = 0;

  function argument(info: number): number {
    if (info < SHORTEST_INDIRECT) return info;
    // Reserved, or of indefinite length, which nothing of ours has.
    if (info > LONGEST_INDIRECT) throw new RangeError('no definite length');
    const size = 1 << (info - SHORTEST_INDIRECT);
    if (at + size > bytes.length) throw new RangeError('ends inside a length');
    const start = at;
    at += size;
    if (size === 1) return view.getUint8(start);
    if (size === 2) return view.getUint16(start);
    return size === 4 ? view.getUint32(start) : Number(view.getBigUint64(start));
  }

  while (open.length > 0) {
    const level = open.length - 1;
    const left = open[level] ?? 0;
    if (left === 0) {
      open.pop();
      continue;
    }
    open[level] = left - 1;
    items += 1;
    if (items > mostItems) throw new RangeError('too many items');
    if (at >= bytes.length) throw new RangeError('ends inside an item');
    const first = bytes[at] ?? 0;
    at += 1;
    const major = first >> 5;
    const value = argument(first & 0x1f);
    if (major === MAJOR_BYTES || major === MAJOR_TEXT) at += value;
    else if (major === MAJOR_ARRAY || major === MAJOR_MAP || major === MAJOR_TAG) {
      const inside = major === MAJOR_TAG ? 1 : value * (major === MAJOR_MAP ? 2 : 1);
      // Every item takes a byte at least.
      if (inside > bytes.length - at) throw new RangeError('more items than bytes');
      if (open.length >= DEEPEST) throw new RangeError('too deep');
      open.push(inside);
    }
    if (at > bytes.length) throw new RangeError('ends inside an item');
  }
}

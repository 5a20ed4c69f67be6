import { ID_BYTES } from './index-entry.ts';
import { idOfBytes, writeId } from './record-id-bytes.ts';

const FIRST_CAPACITY = 1024;
const FREE = -1;

/** Record ids in the order they came, and at which position each stands last. */
export interface IdTable {
  readonly size: number;
  /** Appends the `at`-th id of a column, which from now on stands at the position that is answered. */
  add(column: Uint8Array, at: number): number;
  /** Where the `at`-th id of a column stands, or -1. */
  find(column: Uint8Array, at: number): number;
  /** Where the record stands, or -1. */
  positionOf(recordId: string): number;
  idAt(position: number): string;
}

/** An empty table: open addressing over the ids' own bits, which are random. */
export function createIdTable(): IdTable {
  let ids = new Uint8Array(FIRST_CAPACITY * ID_BYTES);
  let slots = new Int32Array(FIRST_CAPACITY * 2).fill(FREE);
  let size = 0;
  const asked = new Uint8Array(ID_BYTES);

  function slotOf(column: Uint8Array, at: number): number {
    const start = at * ID_BYTES;
    // The last four bytes of a random UUID are random throughout.
    const hash =
      (((column[start + 12] ?? 0) << 24) |
        ((column[start + 13] ?? 0) << 16) |
        ((column[start + 14] ?? 0) << 8) |
        (column[start + 15] ?? 0)) >>>
      0;
    let slot = hash % slots.length;
    for (;;) {
      const position = slots[slot] ?? FREE;
      if (position === FREE || isSame(position, column, start)) return slot;
      slot = (slot + 1) % slots.length;
    }
  }

  function isSame(position: number, column: Uint8Array, start: number): boolean {
    const own = position * ID_BYTES;
    for (let i = 0; i < ID_BYTES; i++) if (ids[own + i] !== column[start + i]) return false;
    return true;
  }

  function grow(): void {
    const larger = new Uint8Array(ids.length * 2);
    larger.set(ids);
    ids = larger;
    slots = new Int32Array(slots.length * 2).fill(FREE);
    // In order, so that the last position of a record wins again.
    for (let position = 0; position < size; position++) slots[slotOf(ids, position)] = position;
  }

  return {
    get size() {
      return size;
    },
    add(column, at) {
      if ((size + 1) * ID_BYTES > ids.length) grow();
      const slot = slotOf(column, at);
      ids.set(column.subarray(at * ID_BYTES, (at + 1) * ID_BYTES), size * ID_BYTES);
      slots[slot] = size;
      return size++;
    },
    find: (column, at) => slots[slotOf(column, at)] ?? FREE,
    positionOf(recordId) {
      writeId(asked, 0, recordId);
      return slots[slotOf(asked, 0)] ?? FREE;
    },
    idAt: (position) => idOfBytes(ids, position),
  };
}

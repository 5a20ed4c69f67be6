import { ID_BYTES } from './index-entry.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/u;

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Writes a record's id (a lower-case UUID) as the `at`-th of a column. @throws RangeError for anything else. */
export function writeId(column: Uint8Array, at: number, recordId: string): void {
  if (!UUID.test(recordId)) throw new RangeError('a record id is a UUID');
  let offset = at * ID_BYTES;
  for (let i = 0; i < recordId.length; i += 2) {
    if (recordId.charCodeAt(i) === 0x2d) i += 1;
    column[offset++] = (digit(recordId.charCodeAt(i)) << 4) | digit(recordId.charCodeAt(i + 1));
  }
}

/** The `at`-th id of a column. */
export function idOfBytes(column: Uint8Array, at: number): string {
  let text = '';
  for (let i = 0; i < ID_BYTES; i++) {
    if (i === 4 || i === 6 || i === 8 || i === 10) text += '-';
    text += HEX[column[at * ID_BYTES + i] ?? 0] ?? '';
  }
  return text;
}

/** Value of a hexadecimal digit: letters stand from 97 on, digits from 48. */
function digit(unit: number): number {
  return unit >= 97 ? unit - 87 : unit - 48;
}

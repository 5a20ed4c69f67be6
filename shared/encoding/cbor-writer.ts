import { encode, rfc8949EncodeOptions } from 'cborg';
import type { Bytes } from './bytes.ts';

/** Major types (RFC 8949 section 3.1), shifted to their place in the first byte. */
const MAJOR = { unsigned: 0x00, negative: 0x20, bytes: 0x40, text: 0x60, array: 0x80, map: 0xa0 };
const SIMPLE = { false: 0xf4, true: 0xf5, null: 0xf6 };

/** The buffer that values are written into; it grows and is overwritten after each use. */
const FIRST_BUFFER = 16_384;

/** Texts up to this length are tried letter by letter: calling the text encoder costs more. */
const SHORT_TEXT = 256;

/** Names of properties whose letters are known to be ASCII; a form may add a few to those of the code. */
const REMEMBERED_KEYS = 1000;

/** Keys up to this number are sorted by insertion. */
const FEW_KEYS = 32;

const LARGEST_HEAD = 9;
const LARGEST_UINT32 = 0xffff_ffff;

const textEncoder = new TextEncoder();
let buffer: Bytes = new Uint8Array(FIRST_BUFFER);
let view = new DataView(buffer.buffer);
let length = 0;
const asciiKeys = new Set<string>();

/**
 * Deterministic CBOR of `value`, byte for byte what `cborg` writes with RFC 8949 options and without undefined
 * properties. Sealing a record encodes ten values, and there this is several times as fast; whatever is not plain data
 * (floats, bigints, keys outside ASCII, class instances) is left to the library.
 */
export function writeCbor(value: unknown): Bytes {
  length = 0;
  try {
    write(value);
    return buffer.slice(0, length);
  } finally {
    // It may have held keys.
    buffer.fill(0, 0, length);
  }
}

function write(value: unknown): void {
  if (typeof value === 'string') writeText(value);
  else if (typeof value === 'number' && Number.isSafeInteger(value)) writeInteger(value);
  else if (value === null) writeByte(SIMPLE.null);
  else if (typeof value === 'boolean') writeByte(value ? SIMPLE.true : SIMPLE.false);
  else if (value instanceof Uint8Array) writeBytes(value);
  else if (Array.isArray(value)) writeArray(value);
  else if (isPlainObject(value)) writeMap(value);
  else writeByLibrary(value);
}

function writeText(text: string): void {
  if (text.length <= SHORT_TEXT && writeAscii(text)) return;
  const encoded = textEncoder.encode(text);
  writeHead(MAJOR.text, encoded.length);
  append(encoded);
}

/** False, with nothing written, for a text that is not ASCII. */
function writeAscii(text: string): boolean {
  const start = length;
  writeHead(MAJOR.text, text.length);
  makeRoom(text.length);
  // In variables of its own: those of the module are read and written anew for every letter.
  const target = buffer;
  const first = length;
  let seen = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    seen |= unit;
    target[first + i] = unit;
  }
  if (seen > 0x7f) {
    target.fill(0, start, first + text.length);
    length = start;
    return false;
  }
  length = first + text.length;
  return true;
}

function writeInteger(value: number): void {
  if (value >= 0) writeHead(MAJOR.unsigned, value);
  else writeHead(MAJOR.negative, -1 - value);
}

function writeBytes(bytes: Uint8Array): void {
  writeHead(MAJOR.bytes, bytes.length);
  append(bytes);
}

function writeArray(items: readonly unknown[]): void {
  writeHead(MAJOR.array, items.length);
  for (const item of items) write(item);
}

function writeMap(map: Readonly<Record<string, unknown>>): void {
  const keys = Object.keys(map);
  let defined = 0;
  for (const key of keys) {
    if (!isAscii(key)) {
      writeByLibrary(map);
      return;
    }
    if (map[key] !== undefined) defined += 1;
  }
  // Section 4.2.1 orders keys by their encoding: for ASCII that is by length, then by letters.
  sortKeys(keys);
  writeHead(MAJOR.map, defined);
  for (const key of keys) {
    const value = map[key];
    if (value === undefined) continue;
    writeText(key);
    write(value);
  }
}

/** By insertion: maps have few keys, often in order already, and the platform's sort costs more than writing them. */
function sortKeys(keys: string[]): void {
  if (keys.length > FEW_KEYS) {
    keys.sort((a, b) => (isBefore(a, b) ? -1 : 1));
    return;
  }
  for (let i = 1; i < keys.length; i++) {
    const key = keys[i] ?? '';
    let at = i;
    for (; at > 0; at--) {
      const before = keys[at - 1] ?? '';
      if (isBefore(before, key)) break;
      keys[at] = before;
    }
    keys[at] = key;
  }
}

function isBefore(a: string, b: string): boolean {
  return a.length === b.length ? a < b : a.length < b.length;
}

function writeByLibrary(value: unknown): void {
  const options = { ...rfc8949EncodeOptions, ignoreUndefinedProperties: true };
  append(encode(value, options));
}

/** The first bytes of an item: major type and argument, in the shortest form (section 4.2.1). */
function writeHead(major: number, argument: number): void {
  makeRoom(LARGEST_HEAD);
  if (argument < 24) {
    buffer[length++] = major | argument;
  } else if (argument <= 0xff) {
    buffer[length++] = major | 24;
    buffer[length++] = argument;
  } else if (argument <= 0xffff) {
    buffer[length++] = major | 25;
    view.setUint16(length, argument);
    length += 2;
  } else if (argument <= LARGEST_UINT32) {
    buffer[length++] = major | 26;
    view.setUint32(length, argument);
    length += 4;
  } else {
    buffer[length++] = major | 27;
    view.setBigUint64(length, BigInt(argument));
    length += 8;
  }
}

function writeByte(byte: number): void {
  makeRoom(1);
  buffer[length++] = byte;
}

function append(bytes: Uint8Array): void {
  makeRoom(bytes.length);
  buffer.set(bytes, length);
  length += bytes.length;
}

function makeRoom(more: number): void {
  if (length + more <= buffer.length) return;
  const larger = new Uint8Array(Math.max(buffer.length * 2, length + more));
  larger.set(buffer.subarray(0, length));
  buffer.fill(0);
  buffer = larger;
  view = new DataView(buffer.buffer);
}

function isAscii(key: string): boolean {
  if (asciiKeys.has(key)) return true;
  for (let i = 0; i < key.length; i++) if (key.charCodeAt(i) > 0x7f) return false;
  if (asciiKeys.size < REMEMBERED_KEYS) asciiKeys.add(key);
  return true;
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

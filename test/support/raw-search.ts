import fs from 'node:fs';
import path from 'node:path';

/** A byte string looked for, and what kind of datum it stands for. The text itself is never reported. */
export interface Needle {
  readonly kind: string;
  readonly bytes: Buffer;
}

/** Where a needle was found. */
export interface Hit {
  readonly file: string;
  readonly offset: number;
  readonly needle: Needle;
}

export interface SearchResult {
  readonly files: number;
  readonly bytes: number;
  readonly hits: readonly Hit[];
}

/** Finds all needles in one pass over some bytes. */
export interface Searcher {
  readonly needles: readonly Needle[];
  /** Every place where a needle stands, as offset and needle. */
  find(haystack: Buffer): readonly { readonly offset: number; readonly needle: Needle }[];
}

/** Shorter texts turn up by chance in random bytes: six bytes do once in 280,000 GB. */
export const SHORTEST_NEEDLE_BYTES = 6;

const ENCODINGS = ['utf8', 'utf16le', 'latin1'] as const;
const CHUNK_BYTES = 8 * 1024 * 1024;
const PREFIX_BYTES = 3;

/**
 * Needles of the texts in UTF-8, UTF-16LE and Latin-1 (in which V8 stores what it can), each once. A text under
 * six bytes in any of them is left out.
 */
export function makeNeedles(
  texts: readonly { readonly kind: string; readonly text: string }[],
): readonly Needle[] {
  const known = new Map<string, Needle>();
  for (const { kind, text } of texts) {
    const forms = ENCODINGS.map((encoding) => ({ encoding, bytes: Buffer.from(text, encoding) }))
      .filter(({ encoding, bytes }) => bytes.toString(encoding) === text)
      .map(({ bytes }) => bytes);
    if (forms.some((bytes) => bytes.length < SHORTEST_NEEDLE_BYTES)) continue;
    for (const bytes of forms) known.set(bytes.toString('latin1'), { kind, bytes });
  }
  return [...known.values()];
}

/**
 * A searcher for many needles: a bit map over all three-byte values tells at once where none can begin, and
 * only elsewhere the needles with that beginning are compared.
 * @throws RangeError for a needle under three bytes.
 */
export function createSearcher(needles: readonly Needle[]): Searcher {
  const begins = new Uint8Array(1 << (8 * PREFIX_BYTES - 3));
  const byPrefix = new Map<number, Needle[]>();
  for (const needle of needles) {
    if (needle.bytes.length < PREFIX_BYTES) throw new RangeError('needle too short');
    const prefix = needle.bytes.readUIntBE(0, PREFIX_BYTES);
    begins[prefix >> 3] = (begins[prefix >> 3] ?? 0) | (1 << (prefix & 7));
    byPrefix.set(prefix, [...(byPrefix.get(prefix) ?? []), needle]);
  }
  return {
    needles,
    find(haystack) {
      const found: { offset: number; needle: Needle }[] = [];
      let window = 0;
      for (let end = 0; end < haystack.length; end++) {
        window = ((window << 8) | (haystack[end] ?? 0)) & 0xff_ffff;
        if (end < PREFIX_BYTES - 1) continue;
        if (((begins[window >> 3] ?? 0) & (1 << (window & 7))) === 0) continue;
        const offset = end - PREFIX_BYTES + 1;
        for (const needle of byPrefix.get(window) ?? []) {
          const stop = offset + needle.bytes.length;
          if (stop > haystack.length) continue;
          if (needle.bytes.compare(haystack, offset, stop) === 0) found.push({ offset, needle });
        }
      }
      return found;
    },
  };
}

/**
 * Searches every file under `folder`, whatever its kind, in pieces that overlap so that no needle is missed
 * at a seam. Files that vanish meanwhile are passed over. @throws Error when the folder holds no file.
 */
export function searchFolder(searcher: Searcher, folder: string): SearchResult {
  const files = fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  if (files.length === 0) throw new Error(`nothing to search in ${folder}`);
  const hits: Hit[] = [];
  let bytes = 0;
  for (const file of files) {
    bytes += searchFile(searcher, file, (offset, needle) => hits.push({ file, offset, needle }));
  }
  return { files: files.length, bytes, hits };
}

function searchFile(
  searcher: Searcher,
  file: string,
  report: (offset: number, needle: Needle) => void,
): number {
  const overlap = Math.max(1, ...searcher.needles.map(({ bytes }) => bytes.length)) - 1;
  const descriptor = openOrNull(file);
  if (descriptor === null) return 0;
  const buffer = Buffer.alloc(CHUNK_BYTES + overlap);
  let kept = 0;
  let position = 0;
  try {
    for (;;) {
      const read = fs.readSync(descriptor, buffer, kept, CHUNK_BYTES, null);
      if (read === 0) return position;
      const filled = kept + read;
      for (const { offset, needle } of searcher.find(buffer.subarray(0, filled))) {
        // One that lies wholly in the part kept from before was reported then.
        if (offset + needle.bytes.length > kept) report(position - kept + offset, needle);
      }
      position += read;
      const keep = Math.min(overlap, filled);
      buffer.copyWithin(0, filled - keep, filled);
      kept = keep;
    }
  } finally {
    fs.closeSync(descriptor);
  }
}

function openOrNull(file: string): number | null {
  try {
    return fs.openSync(file, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

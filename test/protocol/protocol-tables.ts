/** The tables of docs/protocol.md, so that tests can take real files apart by them. */
import fs from 'node:fs';
import path from 'node:path';

const DOCUMENT = path.resolve(import.meta.dirname, '../../docs/protocol.md');

/** The whole page. */
export function documentText(): string {
  return fs.readFileSync(DOCUMENT, 'utf8');
}

/** The cells of the table that follows the mark, without its head. */
export function tableOf(mark: string): readonly (readonly string[])[] {
  const text = documentText();
  const start = text.indexOf(`<!-- ${mark} -->`);
  if (start < 0) throw new Error(`docs/protocol.md has no table ${mark}`);
  const lines = text.slice(start).split('\n').slice(1);
  const first = lines.findIndex((line) => line.startsWith('|'));
  const rows = lines.slice(first);
  const end = rows.findIndex((line) => !line.startsWith('|'));
  return rows.slice(2, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  );
}

/** The names of the first column of a table of fields. */
export function fieldsOf(name: string): readonly string[] {
  return tableOf(`fields: ${name}`).map(([field]) => field ?? '');
}

/** Marks of all tables of a kind, as `fields` or `bytes`. */
export function tablesOf(kind: string): readonly string[] {
  const text = documentText();
  return [...text.matchAll(new RegExp(`<!-- ${kind}: (\\w+) -->`, 'gu'))].map(
    ([, name]) => name ?? '',
  );
}

/**
 * Takes a file apart as its table of bytes says: a fixed number, `n` (as the length before it says) or `…` (again to the
 * end). Answers the parts of varying length; throws where it does not fit.
 */
export function partsByTable(name: string, file: Uint8Array): readonly Uint8Array[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const parts: Uint8Array[] = [];
  let offset = 0;
  let length = 0;
  for (const [bytes = '', what = ''] of tableOf(`bytes: ${name}`)) {
    if (bytes === '8') {
      const magic = /magic ((?:[0-9a-f]{2} ?)+)/u.exec(what)?.[1]?.trim() ?? '';
      const found = Buffer.from(file.subarray(0, 8)).toString('hex').match(/../gu)?.join(' ');
      if (found !== magic) throw new Error(`magic ${String(found)} is not ${magic}`);
      offset = 8;
    } else if (bytes === '4') {
      length = view.getUint32(offset);
      offset += 4;
    } else if (bytes === 'n') {
      parts.push(file.subarray(offset, offset + length));
      offset += length;
    } else if (bytes === '…') {
      while (offset < file.length) {
        length = view.getUint32(offset);
        parts.push(file.subarray(offset + 4, offset + 4 + length));
        offset += 4 + length;
      }
    } else {
      throw new Error(`unknown bytes: ${bytes}`);
    }
  }
  if (offset !== file.length) throw new Error('the file is longer or shorter than its table');
  return parts;
}

import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { IMPORT_LIMITS } from '../../../shared/import/import-limits.ts';
import { tableOf, type ImportTable } from '../../../shared/import/import-table.ts';

const DELIMITERS = [',', ';', '\t'];
const MEGABYTE = 1024 * 1024;

/** Faults of the whole file, after which no cell can be trusted to stand in its column. */
const QUOTE_FAULTS: readonly string[] = ['MissingQuotes', 'InvalidQuotes'];

/**
 * Reads a file of separated values. The text is in memory only.
 * @throws FieldsealError `import.*`.
 */
export async function readFile(file: Blob): Promise<ImportTable> {
  if (file.size > IMPORT_LIMITS.fileBytes) {
    throw new FieldsealError('import.too-large', {
      limit: IMPORT_LIMITS.fileBytes / MEGABYTE,
      size: Math.ceil((file.size / MEGABYTE) * 10) / 10,
    });
  }
  const text = await readText(file);
  // Spreadsheets and pictures hold zero bytes; no text does.
  if (text.includes('\0')) throw new FieldsealError('import.not-text');
  // Only this screen needs it: it is loaded with the first file.
  const { default: Papa } = await import('papaparse');
  const { data, errors } = Papa.parse(text, { delimitersToGuess: DELIMITERS });
  const fault = errors.find(({ code }) => QUOTE_FAULTS.includes(code));
  if (fault !== undefined) {
    throw new FieldsealError('import.quotes', { row: (fault.row ?? 0) + 1 });
  }
  return tableOf(data);
}

/** UTF-8 and nothing else: read as anything else, names would be changed without anybody seeing it. */
async function readText(file: Blob): Promise<string> {
  let bytes: ArrayBuffer;
  try {
    bytes = await file.arrayBuffer();
  } catch {
    // Its own text may name the file.
    throw new FieldsealError('import.unreadable');
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new FieldsealError(isArchive(bytes) ? 'import.not-text' : 'import.not-unicode');
  }
}

/** An Excel or LibreOffice file is a ZIP archive. */
function isArchive(bytes: ArrayBuffer): boolean {
  const [first, second] = new Uint8Array(bytes.slice(0, 2));
  return first === 0x50 && second === 0x4b;
}

/** A spreadsheet takes UTF-8 for what it is only by this mark. */
const BYTE_ORDER_MARK = '\uFEFF';

/** Rows as comma-separated values; every cell is quoted. */
export function csvOf(rows: readonly (readonly string[])[]): Uint8Array<ArrayBuffer> {
  const lines = rows.map((row) => row.map(quoted).join(','));
  return new TextEncoder().encode(`${BYTE_ORDER_MARK}${lines.join('\r\n')}\r\n`);
}

function quoted(cell: string): string {
  return `"${cell.replaceAll('"', '""')}"`;
}

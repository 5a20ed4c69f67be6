import { encodeQR } from 'qr';

/** What the slip's QR code says: format, programme and registration number; nothing about the person. */
export function slipText(programmeId: string, registrationNumber: string): string {
  return `FIELDSEAL:1:${programmeId}:${registrationNumber}`;
}

/** The QR code (ISO/IEC 18004) as an SVG path of unit squares, with its quiet zone. */
export function qrPath(text: string): { readonly path: string; readonly size: number } {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: 4 });
  const path = rows
    .flatMap((row, y) =>
      row.map((isDark, x) => (isDark ? `M${String(x)} ${String(y)}h1v1h-1z` : '')),
    )
    .join('');
  return { path, size: rows.length };
}

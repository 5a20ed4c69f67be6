import type { Readable } from 'node:stream';
import { concatBytes, type Bytes } from '../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';

/** A request's body so far; not whole where the connection broke, or a proxy cut it off. */
export interface Piece {
  readonly bytes: Bytes;
  readonly isWhole: boolean;
}

/**
 * Reads a body, and keeps what came of one that breaks off: over a bad line that is what makes an upload get on.
 * @throws FieldsealError `server.too-large` beyond `most` bytes.
 */
export async function readPiece(
  body: Readable,
  announced: number | null,
  most: number,
): Promise<Piece> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  let isBroken = false;
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      length += chunk.length;
      if (length > most) throw new FieldsealError('server.too-large', { limit: most });
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof FieldsealError) throw error;
    isBroken = true;
  }
  const isShort = announced !== null && length < announced;
  return { bytes: concatBytes(...chunks), isWhole: !isBroken && !isShort };
}

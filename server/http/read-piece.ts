import type { Readable } from 'node:stream';
import { concatBytes, type Bytes } from '../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';

/**
 * The bytes of a body, and of one that breaks off what came of it: over a bad line that lets an upload get on.
 * @throws FieldsealError `server.too-large` beyond `most` bytes.
 */
export async function readPiece(body: Readable, most: number): Promise<Bytes> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      length += chunk.length;
      if (length > most) throw new FieldsealError('server.too-large', { limit: most });
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof FieldsealError) throw error;
  }
  return concatBytes(...chunks);
}

import { toBase64Url, utf8 } from '../encoding/bytes.ts';

/** Version of the resumable upload protocol (tus.io) that both ends speak. */
export const TUS_VERSION = '1.0.0';

/** Content type of a piece. */
export const PIECE_CONTENT_TYPE = 'application/offset+octet-stream';

/** `Upload-Metadata` that names the batch. */
export function uploadMetadata(batchHash: string): string {
  return `batchHash ${toBase64(utf8(batchHash))}`;
}

/** `Upload-Checksum` of a piece by its SHA-256. */
export function uploadChecksum(digest: Uint8Array): string {
  return `sha256 ${toBase64(digest)}`;
}

/**
 * `Content-Digest` (RFC 9530, section 2) of a body by its SHA-256: a line that changes bits, or a proxy that cuts, makes
 * another body of it, and not a malformed batch.
 */
export function contentDigest(digest: Uint8Array): string {
  return `sha-256=:${toBase64(digest)}:`;
}

/** With padding (RFC 4648, section 4), as the protocol wants it. */
function toBase64(bytes: Uint8Array): string {
  const text = toBase64Url(bytes).replaceAll('-', '+').replaceAll('_', '/');
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=');
}

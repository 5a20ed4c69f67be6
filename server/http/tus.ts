import type { FastifyReply, FastifyRequest } from 'fastify';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import { TUS_VERSION } from '../../shared/sync/upload-protocol.ts';
import { BATCH_BODY_LIMIT } from './batch-body-limit.ts';

const SHA256_HEX = /^[0-9a-f]{64}$/u;

/** Every answer of an upload has these. */
export const TUS_HEADERS = { 'tus-resumable': TUS_VERSION } as const;

/** What the server can do, for whoever asks with OPTIONS. */
export const TUS_ABILITIES = {
  ...TUS_HEADERS,
  'tus-version': TUS_VERSION,
  'tus-extension': 'creation,termination,checksum,expiration',
  'tus-checksum-algorithm': 'sha256',
  'tus-max-size': String(BATCH_BODY_LIMIT),
} as const;

/** @throws FieldsealError `sync.upload-version` for a request of another version of the protocol. */
export function requireVersion(request: FastifyRequest, reply: FastifyReply): void {
  void reply.headers(TUS_HEADERS);
  if (request.headers['tus-resumable'] === TUS_VERSION) return;
  void reply.header('tus-version', TUS_VERSION);
  throw new FieldsealError('sync.upload-version', { known: TUS_VERSION });
}

/** A header that must be a whole number. @throws FieldsealError `server.input-invalid`. */
export function wholeNumber(request: FastifyRequest, header: string): number {
  const value = request.headers[header];
  if (typeof value !== 'string' || !/^\d{1,10}$/u.test(value)) {
    throw new FieldsealError('server.input-invalid', { field: header });
  }
  return Number(value);
}

/** The batch's hash as `Upload-Metadata` names it: `batchHash <base64>`. @throws FieldsealError `server.input-invalid`. */
export function announcedHash(request: FastifyRequest): string {
  const metadata = String(request.headers['upload-metadata'] ?? '');
  const pair = metadata.split(',').find((part) => part.trim().startsWith('batchHash '));
  const value = Buffer.from(pair?.trim().split(' ')[1] ?? '', 'base64').toString();
  if (!SHA256_HEX.test(value)) {
    throw new FieldsealError('server.input-invalid', { field: 'upload-metadata' });
  }
  return value;
}

/** `Upload-Checksum` as its sender wrote it, or null. @throws FieldsealError `server.input-invalid` for another algorithm. */
export function checksumOf(request: FastifyRequest): string | null {
  const header = request.headers['upload-checksum'];
  if (header === undefined) return null;
  const checksum = String(header);
  if (!/^sha256 [\w+/]{43}=$/u.test(checksum)) {
    throw new FieldsealError('server.input-invalid', { field: 'upload-checksum' });
  }
  return checksum;
}

import { z } from 'zod';
import { openEnvelope, sealEnvelope, sha256 } from '../crypto/index.ts';
import { copyBytes, toHex, type Bytes } from '../encoding/bytes.ts';
import { decodeCbor, encodeCbor } from '../encoding/cbor.ts';
import { AuditEntry } from './audit-event.ts';

/** One link: the sealed event, and a hash over it, its place, its operator and the hash before. */
export interface AuditLink {
  readonly sequence: number;
  readonly previousHash: Bytes;
  readonly sealed: Bytes;
  readonly hash: Bytes;
}

/** Where a chain ends. */
export interface AuditHead {
  readonly sequence: number;
  readonly hash: Bytes;
}

/** The end of a chain without events: its first event follows 32 zero bytes. */
export const EMPTY_CHAIN: AuditHead = { sequence: 0, hash: new Uint8Array(32) };

/** SHA-256 (FIPS 180-4) over everything that a link is. */
export function linkHash(operatorId: string, link: Omit<AuditLink, 'hash'>): Bytes {
  return sha256(
    encodeCbor(['fieldseal-audit', 1, operatorId, link.sequence, link.previousHash, link.sealed]),
  );
}

/** The link that follows `head`, its event sealed under the audit key and bound to operator, place and predecessor. */
export async function sealLink(
  key: CryptoKey,
  operatorId: string,
  head: AuditHead,
  entry: AuditEntry,
): Promise<AuditLink> {
  const place = { sequence: head.sequence + 1, previousHash: head.hash };
  const sealed = await sealEnvelope(
    key,
    kidOf(operatorId),
    'audit-event',
    boundTo(operatorId, place),
    encodeCbor(AuditEntry.parse(entry)),
  );
  const link = { ...place, sealed };
  return { ...link, hash: linkHash(operatorId, link) };
}

/** Opens a link's event. @throws FieldsealError as `openEnvelope`, for one that was changed, moved or exchanged. */
export async function openLink(
  key: CryptoKey,
  operatorId: string,
  link: Omit<AuditLink, 'hash'>,
): Promise<AuditEntry> {
  const plain = await openEnvelope(
    (kid) => (kid === kidOf(operatorId) ? key : undefined),
    'audit-event',
    boundTo(operatorId, link),
    link.sealed,
  );
  return AuditEntry.parse(decodeCbor(plain));
}

const Head = z.strictObject({ sequence: z.number().int().min(1), hash: z.instanceof(Uint8Array) });

/** The head, sealed: who has not the audit key can move it to no other place. */
export async function sealHead(
  key: CryptoKey,
  operatorId: string,
  head: AuditHead,
): Promise<Bytes> {
  const plain = encodeCbor({ sequence: head.sequence, hash: head.hash });
  return sealEnvelope(key, kidOf(operatorId), 'audit-event', headOf(operatorId), plain);
}

/** Opens a head. @throws FieldsealError as `openEnvelope`. */
export async function openHead(
  key: CryptoKey,
  operatorId: string,
  sealed: Uint8Array,
): Promise<AuditHead> {
  const plain = await openEnvelope(
    (kid) => (kid === kidOf(operatorId) ? key : undefined),
    'audit-event',
    headOf(operatorId),
    sealed,
  );
  const { sequence, hash } = Head.parse(decodeCbor(plain));
  return { sequence, hash: copyBytes(hash) };
}

function kidOf(operatorId: string): string {
  return `audit/${operatorId}`;
}

function boundTo(
  operatorId: string,
  place: { readonly sequence: number; readonly previousHash: Bytes },
): Readonly<Record<string, string | number>> {
  return { operatorId, sequence: place.sequence, previous: toHex(place.previousHash) };
}

function headOf(operatorId: string): Readonly<Record<string, string>> {
  return { operatorId, part: 'head' };
}

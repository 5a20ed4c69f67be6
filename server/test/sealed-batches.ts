import { randomUUID } from 'node:crypto';
import {
  newAttachmentKey,
  newRecordKey,
  randomBytes,
  sealAttachment,
  sealRecord,
  sha256,
  signMessage,
  wrapRecordKey,
  type SigningKey,
} from '../../shared/crypto/index.ts';
import { ancestry } from '../../shared/domain/area.ts';
import { toHex, type Bytes } from '../../shared/encoding/bytes.ts';
import { encodeCbor } from '../../shared/encoding/cbor.ts';
import type { AttachmentItem } from '../../shared/sync/attachment-item.ts';
import { writeBatch, type BatchHead, type BatchItem } from '../../shared/sync/batch-file.ts';
import { NO_PREVIOUS_BATCH } from '../../shared/sync/batch-manifest.ts';
import { publicKeyRef } from '../../shared/sync/public-keys.ts';
import { reviewKeysFor } from '../../shared/sync/programme-pack.ts';
import type { ProgrammeToken, RegistrantItem } from '../../shared/sync/registrant-item.ts';
import type { ReviewDecision } from '../../shared/sync/review-decision.ts';
import type { ActiveParty, Administrator } from './provision.ts';

/** What a test wants of one item; the rest is as a laptop would make it. */
export interface ItemWish {
  readonly recordId?: string | undefined;
  readonly version?: number | undefined;
  readonly areaId?: string | undefined;
  readonly answers?: Readonly<Record<string, string>> | undefined;
  readonly tokens?: readonly ProgrammeToken[] | undefined;
  readonly signer?: SigningKey | undefined;
  readonly changes?: Partial<RegistrantItem> | undefined;
}

export interface MadeItem extends BatchItem {
  readonly itemHash: string;
}

/** A sealed, signed item by the party's operator. */
export async function makeItem(
  administrator: Administrator,
  party: ActiveParty,
  wish: ItemWish = {},
): Promise<MadeItem> {
  const binding = {
    programmeId: administrator.pack.id,
    recordId: wish.recordId ?? randomUUID(),
    version: wish.version ?? 1,
    deviceId: party.deviceKey.kid,
    areaId: wish.areaId ?? 'nahr-tarifa',
    schemaVersion: 1,
  };
  const recordKey = newRecordKey();
  const recipients = reviewKeysFor(
    administrator.pack,
    ancestry(administrator.pack.areas, binding.areaId),
  );
  const item: RegistrantItem = {
    binding,
    operatorId: party.person.operatorId,
    registrationNumber: 'AAAA-000001',
    savedAt: new Date().toISOString(),
    deviceCounter: 1,
    envelope: await sealRecord(recordKey, binding, encodeCbor(wish.answers ?? {})),
    recordKeys: await Promise.all(
      recipients.map((recipient) => wrapRecordKey(recordKey, binding, recipient)),
    ),
    tokens: [...(wish.tokens ?? [])],
    ...wish.changes,
  };
  const bytes = await signMessage(wish.signer ?? party.operatorKey, 'registrant-item', item);
  const { recordId, version, areaId } = binding;
  return {
    bytes,
    entry: { kind: 'registrant', recordId, version, areaId },
    itemHash: toHex(sha256(bytes)),
  };
}

/** What a test wants of one attachment; the rest is as a laptop would make it. */
export interface AttachmentWish {
  readonly version?: number;
  readonly areaId?: string;
  /** Sealed bytes; undefined: those of a fresh small photo of the record. */
  readonly sealed?: Bytes;
  readonly signer?: SigningKey;
  readonly changes?: Partial<AttachmentItem>;
}

export interface MadeAttachment extends MadeItem {
  /** SHA-256 of the sealed bytes. */
  readonly address: string;
  readonly sealed: Bytes;
}

/** A sealed, signed attachment of a record, by the party's operator. */
export async function makeAttachment(
  administrator: Administrator,
  party: ActiveParty,
  recordId: string,
  wish: AttachmentWish = {},
): Promise<MadeAttachment> {
  const programmeId = administrator.pack.id;
  const binding = { programmeId, recordId };
  const sealed =
    wish.sealed ?? (await sealAttachment(newAttachmentKey(), binding, randomBytes(5000)));
  const place = { recordId, version: wish.version ?? 1, areaId: wish.areaId ?? 'nahr-tarifa' };
  const item: AttachmentItem = {
    ...place,
    programmeId,
    deviceId: party.deviceKey.kid,
    operatorId: party.person.operatorId,
    savedAt: new Date().toISOString(),
    sealed,
    ...wish.changes,
  };
  const bytes = await signMessage(wish.signer ?? party.operatorKey, 'attachment-item', item);
  return {
    bytes,
    entry: { kind: 'attachment', ...place },
    itemHash: toHex(sha256(bytes)),
    address: toHex(sha256(sealed)),
    sealed,
  };
}

/** A party's chain of batches: each follows the one before. */
export interface BatchChain {
  next(
    items: readonly MadeItem[],
    changes?: Partial<BatchHead>,
  ): Promise<{ readonly bytes: Bytes; readonly batchHash: string }>;
}

export function startChain(administrator: Administrator, party: ActiveParty): BatchChain {
  let sequence = 0;
  let previousHash = NO_PREVIOUS_BATCH;
  return {
    async next(items, changes = {}) {
      const head = {
        programmeId: administrator.pack.id,
        deviceId: party.deviceKey.kid,
        sequence: sequence + 1,
        previousHash,
        createdAt: new Date().toISOString(),
        deviceCounter: 1,
        lastServerTime: null,
        ...changes,
      };
      const signers = [publicKeyRef(party.operatorKey)];
      const made = await writeBatch(party.deviceKey, head, items, signers);
      sequence = head.sequence;
      previousHash = made.batchHash;
      return made;
    },
  };
}

/** A supervisor's signed decision on an item. */
export async function makeDecision(
  supervisor: ActiveParty,
  item: MadeItem,
  verdict: 'approved' | 'returned',
  changes: Partial<ReviewDecision> = {},
): Promise<Bytes> {
  return signMessage(supervisor.operatorKey, 'review-decision', {
    verdict,
    recordId: item.entry.recordId,
    version: item.entry.version,
    itemHash: item.itemHash,
    supervisorId: supervisor.person.operatorId,
    decidedAt: new Date().toISOString(),
    ...(verdict === 'returned' && {
      sealedReason: new Uint8Array([1, 2, 3]),
      recordKey: { kid: 'x', enc: new Uint8Array(32), ct: new Uint8Array(48) },
    }),
    ...changes,
  });
}

/** A token as a laptop computes it: 22 characters of base64url. */
export function testToken(value: string): string {
  return Buffer.from(sha256(new TextEncoder().encode(value)).slice(0, 16)).toString('base64url');
}

import { FieldsealError } from '../errors/fieldseal-error.ts';
import { concatBytes, copyBytes, utf8, type Bytes } from '../encoding/bytes.ts';
import { encodeCbor } from '../encoding/cbor.ts';
import { importAeadKey, unwrapBytes, wrapBytes } from './primitives/aead.ts';
import { hpkeOpen, hpkeSeal, type AgreementKey } from './primitives/hpke.ts';
import { randomBytes } from './primitives/random.ts';
import type { RecordBinding, SealRecipient, WrappedRecordKey } from './record-binding.ts';

/**
 * How a key is wrapped here, written beside it. `enc` and the first 48 bytes of `ct` are a random group key, sealed by
 * HPKE (RFC 9180, base mode) to the recipient; the rest of `ct` is the record key under the group key: AES-256-GCM with
 * a random nonce in front.
 */
const GROUP_ALGORITHM = 'X25519-GROUP-A256GCM';

const INFO = 'fieldseal/2/record-group-key';
const GROUP_KEY_AAD = utf8('fieldseal/2/record-group-key');
const GROUP_KEY_LENGTH = 32;

/** A sealed group key: 32 bytes and their 16-byte tag. */
const SEALED_GROUP_KEY_LENGTH = GROUP_KEY_LENGTH + 16;

/** Records whose keys one group key may wrap, far from where random nonces become a question. */
export const MOST_RECORDS_PER_GROUP = 1000;

/** How long one group key is used, in milliseconds: whoever reads memory later finds nothing of earlier ones. */
export const LONGEST_GROUP_MS = 300_000;

/**
 * Wraps record keys to the same recipients under one group key for many records: sealing each key to each recipient
 * by itself costs more than all the rest of sealing a record. The group key lives in memory only, cannot be exported,
 * and ends after `MOST_RECORDS_PER_GROUP` records, after `LONGEST_GROUP_MS`, and with `drop`.
 */
export interface RecordKeySender {
  /** The record's key, wrapped to each recipient and bound to the record. */
  wrap(
    recordKey: Bytes,
    binding: RecordBinding,
    recipients: readonly SealRecipient[],
  ): Promise<readonly WrappedRecordKey[]>;
  /** Forgets every group key; the next record begins a new group. */
  drop(): void;
}

/** A group key, and what each recipient needs to know it, in the order of the recipients. */
interface Group {
  readonly key: CryptoKey;
  readonly sealed: readonly { readonly kid: string; readonly enc: Bytes; readonly ct: Bytes }[];
}

interface RunningGroup {
  readonly made: Promise<Group>;
  readonly since: number;
  records: number;
}

/** A sender without any group yet; `now` gives milliseconds. */
export function createRecordKeySender(now: () => number): RecordKeySender {
  const running = new Map<string, RunningGroup>();

  function groupFor(recipients: readonly SealRecipient[]): Promise<Group> {
    const name = recipients.map(({ kid }) => kid).join(' ');
    const known = running.get(name);
    if (known !== undefined && known.records < MOST_RECORDS_PER_GROUP) {
      const age = now() - known.since;
      // A clock that was put back ends it too.
      if (age >= 0 && age < LONGEST_GROUP_MS) {
        known.records += 1;
        return known.made;
      }
    }
    const fresh = { made: makeGroup(recipients), since: now(), records: 1 };
    running.set(name, fresh);
    // A failed one is never used again; whoever awaits it gets the error.
    fresh.made.catch(() => running.delete(name));
    return fresh.made;
  }

  return {
    async wrap(recordKey, binding, recipients) {
      const { key, sealed } = await groupFor(recipients);
      const wrapped = await wrapBytes(key, recordKey, boundTo(binding));
      return sealed.map(({ kid, enc, ct }) => ({
        kid,
        alg: GROUP_ALGORITHM,
        enc,
        ct: concatBytes(ct, wrapped),
      }));
    },
    drop() {
      running.clear();
    },
  };
}

/**
 * The record key that a sender wrapped to `key`.
 * @throws FieldsealError `crypto.algorithm-unknown`, `crypto.open-failed`.
 */
export async function openSentKey(
  wrapped: WrappedRecordKey,
  binding: RecordBinding,
  key: AgreementKey,
): Promise<Bytes> {
  if (wrapped.alg !== GROUP_ALGORITHM) {
    throw new FieldsealError('crypto.algorithm-unknown', { found: wrapped.alg ?? '' });
  }
  const ct = copyBytes(wrapped.ct);
  const sealed = { enc: copyBytes(wrapped.enc), ct: ct.slice(0, SEALED_GROUP_KEY_LENGTH) };
  const groupKey = await hpkeOpen(key, sealed, INFO, GROUP_KEY_AAD);
  if (groupKey.length !== GROUP_KEY_LENGTH) throw new FieldsealError('crypto.open-failed');
  const opened = await importAeadKey(groupKey);
  groupKey.fill(0);
  return unwrapBytes(opened, ct.slice(SEALED_GROUP_KEY_LENGTH), boundTo(binding));
}

async function makeGroup(recipients: readonly SealRecipient[]): Promise<Group> {
  const groupKey = randomBytes(GROUP_KEY_LENGTH);
  try {
    const sealed = await Promise.all(
      recipients.map(async ({ kid, publicKey }) => ({
        kid,
        ...(await hpkeSeal(publicKey, groupKey, INFO, GROUP_KEY_AAD)),
      })),
    );
    return { key: await importAeadKey(groupKey), sealed };
  } finally {
    groupKey.fill(0);
  }
}

function boundTo(binding: RecordBinding): Bytes {
  return encodeCbor(['fieldseal-record-key', 2, binding]);
}

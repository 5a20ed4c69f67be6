import { FieldsealError } from '../errors/fieldseal-error.ts';
import { copyBytes, type Bytes } from '../encoding/bytes.ts';
import { encodeCbor } from '../encoding/cbor.ts';
import { importAeadKey, unwrapBytes, wrapBytes } from './primitives/aead.ts';
import { hpkeReceiveExport, hpkeSendExport, type AgreementKey } from './primitives/hpke.ts';
import type { RecordBinding, SealRecipient, WrappedRecordKey } from './record-seal.ts';

/**
 * How a key is wrapped here, written beside it: one HPKE encapsulation (`enc`), a secret exported from it (RFC 9180
 * section 5.3), and AES-256-GCM under that secret with a random nonce in front of the ciphertext.
 */
const SENT_KEY_ALGORITHM = 'X25519-EXPORT-A256GCM';

const INFO = 'fieldseal/2/record-key';
const EXPORTER_CONTEXT = 'fieldseal/2/record-key/wrapping';

/** Records whose keys one encapsulation may carry, far from where random nonces become a question. */
export const MOST_RECORDS_PER_ENCAPSULATION = 1000;

/** How long one encapsulation is used, in milliseconds: whoever reads memory later finds nothing of earlier ones. */
export const LONGEST_ENCAPSULATION_MS = 300_000;

/**
 * Wraps record keys to recipients with one encapsulation for many records: an encapsulation costs more than all the
 * rest of sealing a record. Its secret lives in memory only, cannot be exported, and ends after
 * `MOST_RECORDS_PER_ENCAPSULATION` records, after `LONGEST_ENCAPSULATION_MS`, and with `drop`.
 */
export interface RecordKeySender {
  /** The record's key, wrapped to each recipient and bound to the record. */
  wrap(
    recordKey: Bytes,
    binding: RecordBinding,
    recipients: readonly SealRecipient[],
  ): Promise<readonly WrappedRecordKey[]>;
  /** Forgets every secret; the next record begins a new encapsulation. */
  drop(): void;
}

interface Encapsulation {
  readonly enc: Bytes;
  readonly key: CryptoKey;
}

interface Running {
  readonly made: Promise<Encapsulation>;
  readonly since: number;
  records: number;
}

/** A sender without any encapsulation yet; `now` gives milliseconds. */
export function createRecordKeySender(now: () => number): RecordKeySender {
  const running = new Map<string, Running>();

  function encapsulationFor(recipient: SealRecipient): Promise<Encapsulation> {
    const known = running.get(recipient.kid);
    if (known !== undefined && known.records < MOST_RECORDS_PER_ENCAPSULATION) {
      const age = now() - known.since;
      // A clock that was put back ends it too.
      if (age >= 0 && age < LONGEST_ENCAPSULATION_MS) {
        known.records += 1;
        return known.made;
      }
    }
    const fresh = { made: encapsulate(recipient.publicKey), since: now(), records: 1 };
    running.set(recipient.kid, fresh);
    // A failed one is never used again; whoever awaits it gets the error.
    fresh.made.catch(() => running.delete(recipient.kid));
    return fresh.made;
  }

  return {
    async wrap(recordKey, binding, recipients) {
      const aad = boundTo(binding);
      return Promise.all(
        recipients.map(async (recipient) => {
          const { enc, key } = await encapsulationFor(recipient);
          const ct = await wrapBytes(key, recordKey, aad);
          return { kid: recipient.kid, alg: SENT_KEY_ALGORITHM, enc, ct };
        }),
      );
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
  if (wrapped.alg !== SENT_KEY_ALGORITHM) {
    throw new FieldsealError('crypto.algorithm-unknown', { found: wrapped.alg ?? '' });
  }
  const secret = await hpkeReceiveExport(key, copyBytes(wrapped.enc), INFO, EXPORTER_CONTEXT);
  const wrapping = await importAeadKey(secret);
  secret.fill(0);
  return unwrapBytes(wrapping, copyBytes(wrapped.ct), boundTo(binding));
}

async function encapsulate(publicKey: Bytes): Promise<Encapsulation> {
  const { enc, secret } = await hpkeSendExport(publicKey, INFO, EXPORTER_CONTEXT);
  const key = await importAeadKey(secret);
  secret.fill(0);
  return { enc, key };
}

/** The recipient needs no name here: the wrapping key is exported for that recipient alone. */
function boundTo(binding: RecordBinding): Bytes {
  return encodeCbor(['fieldseal-record-key', 2, binding]);
}

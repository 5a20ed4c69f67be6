import { openSignedMessage, sha256, signMessage, type SigningKey } from '../crypto/index.ts';
import type { PublicKeyRef } from '../domain/public-key-ref.ts';
import { concatBytes, toHex, utf8, type Bytes } from '../encoding/bytes.ts';
import { FieldsealError } from '../errors/fieldseal-error.ts';
import { BatchManifest, type ManifestItem } from './batch-manifest.ts';
import { frame, readFrames } from './framing.ts';
import { publicKeyRef, selfNamedKey } from './public-keys.ts';
import { OLDEST_SUPPORTED_PROTOCOL_VERSION, PROTOCOL_VERSION } from './protocol-version.ts';

/** First eight bytes of every `.fsbatch`. */
export const BATCH_MAGIC = utf8('FSBATCH\u0001');

/** Largest batch file, in bytes. */
export const LARGEST_BATCH = 32 * 1024 * 1024;

/** A verified batch: its manifest, the items' bytes in manifest order, and the hash of the whole file. */
export interface OpenedBatch {
  readonly manifest: BatchManifest;
  readonly items: readonly Bytes[];
  readonly batchHash: string;
}

/** An item to be put in a batch: its signed bytes and what the manifest says of it. */
export interface BatchItem {
  readonly bytes: Bytes;
  readonly entry: Omit<ManifestItem, 'hash' | 'size'>;
}

/** What the manifest says besides the items, as the laptop gives it. */
export type BatchHead = Omit<BatchManifest, 'items' | 'protocolVersion' | 'signers'>;

/**
 * Writes a batch file: magic, the signed manifest, then the items, each framed by its length. The same
 * bytes go over HTTP or on a stick. `operators` are the keys that signed the items. Answers the file and its SHA-256
 * (hex), the batch's identity.
 */
export async function writeBatch(
  deviceKey: SigningKey,
  head: BatchHead,
  items: readonly BatchItem[],
  operators: readonly PublicKeyRef[] = [],
): Promise<{ readonly bytes: Bytes; readonly batchHash: string }> {
  const manifest: BatchManifest = BatchManifest.parse({
    ...head,
    protocolVersion: PROTOCOL_VERSION,
    signers: [publicKeyRef(deviceKey), ...operators],
    items: items.map(({ bytes, entry }) => ({
      ...entry,
      hash: toHex(sha256(bytes)),
      size: bytes.length,
    })),
  });
  const signed = await signMessage(deviceKey, 'batch-manifest', manifest);
  const file = concatBytes(BATCH_MAGIC, frame(signed), ...items.map(({ bytes }) => frame(bytes)));
  return { bytes: file, batchHash: toHex(sha256(file)) };
}

/**
 * Reads and verifies a batch: magic, version, device signature, every item's length and hash. A batch is
 * taken whole or not at all.
 * @throws FieldsealError `sync.batch-malformed`, `sync.batch-truncated`, `sync.protocol-too-old`,
 * `sync.protocol-too-new`, `sync.device-unknown`, `sync.batch-signature-invalid`; and what `keyFor` throws.
 */
export async function readBatch(
  bytes: Bytes,
  keyFor: (kid: string) => Promise<Bytes | undefined> | Bytes | undefined,
): Promise<OpenedBatch> {
  const [signed, ...items] = readFrames(BATCH_MAGIC, bytes);
  if (signed === undefined) throw new FieldsealError('sync.batch-truncated');
  const { kid, payload } = await openManifest(signed, keyFor);
  const manifest = parseManifest(payload);
  if (manifest.deviceId !== kid) throw new FieldsealError('sync.batch-signature-invalid');
  if (manifest.signers?.some((signer) => selfNamedKey(signer) === undefined) === true) {
    throw new FieldsealError('sync.batch-malformed');
  }
  checkItems(manifest, items);
  return { manifest, items, batchHash: toHex(sha256(bytes)) };
}

/**
 * Holds the items of a file against its manifest.
 * @throws FieldsealError `sync.batch-truncated` where some are missing, `sync.batch-malformed` where one is another.
 */
export function checkItems(manifest: BatchManifest, items: readonly Bytes[]): void {
  if (items.length < manifest.items.length) {
    throw new FieldsealError('sync.batch-truncated', {
      expected: manifest.items.length,
      found: items.length,
    });
  }
  const whole =
    items.length === manifest.items.length &&
    manifest.items.every((entry, index) => {
      const item = items[index];
      return item?.length === entry.size && toHex(sha256(item)) === entry.hash;
    });
  if (!whole) throw new FieldsealError('sync.batch-malformed');
}

async function openManifest(
  signed: Bytes,
  keyFor: (kid: string) => Promise<Bytes | undefined> | Bytes | undefined,
): Promise<{ readonly kid: string; readonly payload: unknown }> {
  try {
    return await openSignedMessage(signed, 'batch-manifest', keyFor);
  } catch (error) {
    if (!(error instanceof FieldsealError)) throw error;
    switch (error.code) {
      case 'crypto.key-unknown':
        throw new FieldsealError('sync.device-unknown', {}, error);
      case 'crypto.signature-invalid':
        throw new FieldsealError('sync.batch-signature-invalid', {}, error);
      case 'crypto.input-invalid':
        throw new FieldsealError('sync.batch-malformed', {}, error);
      default:
        throw error;
    }
  }
}

/** The manifest, its version and shape checked. @throws FieldsealError `sync.protocol-too-old`, `sync.protocol-too-new`, `sync.batch-malformed`. */
export function parseManifest(payload: unknown): BatchManifest {
  const version = (payload as { readonly protocolVersion?: unknown } | null)?.protocolVersion;
  if (typeof version === 'number' && version > PROTOCOL_VERSION) {
    throw new FieldsealError('sync.protocol-too-new', { found: version, known: PROTOCOL_VERSION });
  }
  if (typeof version === 'number' && version < OLDEST_SUPPORTED_PROTOCOL_VERSION) {
    throw new FieldsealError('sync.protocol-too-old', {
      found: version,
      oldest: OLDEST_SUPPORTED_PROTOCOL_VERSION,
    });
  }
  const parsed = BatchManifest.safeParse(payload);
  if (!parsed.success) throw new FieldsealError('sync.batch-malformed');
  return parsed.data;
}

import { isAttachmentOf, peekUnverified, sha256, type SigningContext } from '../crypto/index.ts';
import { toHex, type Bytes } from '../encoding/bytes.ts';
import { AttachmentItem } from './attachment-item.ts';
import type { BatchManifest, ManifestItem } from './batch-manifest.ts';
import { checkSignature, type Finding } from './inspection.ts';
import { RegistrantItem } from './registrant-item.ts';

/** What an item of either kind says of itself. */
interface ReadItem {
  readonly context: SigningContext;
  /** What it is bound to: the manifest and its entry must say the same. */
  readonly place: Pick<ManifestItem, 'recordId' | 'version' | 'areaId'> &
    Pick<BatchManifest, 'deviceId' | 'programmeId'>;
  /** For the item's line. */
  readonly told: string;
}

/** One item of a batch: its line, and what it proves by the keys that the file holds. */
export async function inspectItem(
  manifest: BatchManifest,
  entry: ManifestItem,
  bytes: Bytes | undefined,
  keys: ReadonlyMap<string, Bytes>,
): Promise<{ readonly line: string; readonly findings: readonly Finding[] }> {
  const kind = entry.kind === 'attachment' ? 'attachment of ' : '';
  const name = `item ${kind}${entry.recordId} version ${String(entry.version)}`;
  const line = `${kind}${entry.recordId}  v${String(entry.version)}  area ${entry.areaId}  ${String(entry.size)} bytes`;
  const wrong = (what: string): Finding => ({ state: 'wrong', what: `${name}: ${what}` });
  if (bytes === undefined) return { line, findings: [wrong('is missing')] };
  if (bytes.length !== entry.size || toHex(sha256(bytes)) !== entry.hash) {
    return { line, findings: [wrong('is not the one that the manifest names')] };
  }
  const item = readItem(entry.kind, bytes);
  if (item === undefined) return { line, findings: [wrong(`is no sealed ${NOUNS[entry.kind]}`)] };
  const { place } = item;
  const isBound =
    place.recordId === entry.recordId &&
    place.version === entry.version &&
    place.areaId === entry.areaId &&
    place.deviceId === manifest.deviceId &&
    place.programmeId === manifest.programmeId;
  const { state, reason } = await checkSignature(bytes, item.context, keys);
  return {
    line: `${line}  ${item.told}`,
    findings: [
      isBound ? { state, what: `${name}: ${reason}` } : wrong('is bound to something else'),
    ],
  };
}

const NOUNS: Readonly<Record<ManifestItem['kind'], string>> = {
  registrant: 'record',
  attachment: 'attachment',
};

function readItem(kind: ManifestItem['kind'], bytes: Bytes): ReadItem | undefined {
  try {
    const { payload } = peekUnverified(bytes);
    return kind === 'attachment' ? readAttachment(payload) : readRecord(payload);
  } catch {
    return undefined;
  }
}

function readRecord(payload: unknown): ReadItem {
  const { binding, operatorId, tokens, recordKeys } = RegistrantItem.parse(payload);
  const recipients = recordKeys.map(({ kid }) => kid).join(' ');
  return {
    context: 'registrant-item',
    place: binding,
    told: `by ${operatorId}  ${String(tokens.length)} tokens  opens for ${recipients}`,
  };
}

/** Undefined where what is inside is not sealed as an attachment of the record it names. */
function readAttachment(payload: unknown): ReadItem | undefined {
  const item = AttachmentItem.parse(payload);
  if (!isAttachmentOf(item.recordId, item.sealed)) return undefined;
  return {
    context: 'attachment-item',
    place: item,
    told: `by ${item.operatorId}  SHA-256 of the content ${toHex(sha256(item.sealed))}`,
  };
}

import { envelopeKeyId } from '../../shared/crypto/index.ts';
import { decide, type RefusalRule } from '../../shared/access/decide.ts';
import { CLOCK_TOLERANCE_MS } from '../../shared/access/held-assignment.ts';
import { ancestry, type Area } from '../../shared/domain/area.ts';
import type { ReviewKeyRef } from '../../shared/domain/programme.ts';
import type { Bytes } from '../../shared/encoding/bytes.ts';
import type { ManifestItem } from '../../shared/sync/batch-manifest.ts';
import { RegistrantItem } from '../../shared/sync/registrant-item.ts';
import { openItem, refuse, type ItemSigner, type Refusal } from './open-item.ts';

/** What items of one batch are held against. */
export interface ItemRules {
  readonly programmeId: string;
  readonly deviceId: string;
  readonly areas: readonly Area[];
  readonly reviewKeys: readonly ReviewKeyRef[];
  /** Operators of the device by key id. */
  readonly signers: ReadonlyMap<string, ItemSigner>;
  /** When the batch came: nothing was saved later than that. */
  readonly now: Date;
}

export type CheckedItem = { readonly ok: true; readonly item: RegistrantItem } | Refusal;

/**
 * Checks one item by itself: the operator's signature, that it is what the manifest says, that the operator might
 * register in its area when it was saved, and that some reviewer will be able to open it. Never throws for a bad item.
 */
export async function checkItem(
  rules: ItemRules,
  entry: ManifestItem,
  bytes: Bytes,
): Promise<CheckedItem> {
  const opened = await openItem(rules.signers, 'registrant-item', bytes);
  if (!opened.ok) return opened;
  const { signer, payload } = opened;
  const parsed = RegistrantItem.safeParse(payload);
  if (!parsed.success) return refuse('sync.item-malformed');
  const item = parsed.data;
  const refusal = refusalOf(rules, signer, item);
  if (item.operatorId !== signer.operatorId || refusal === 'no-role') {
    return refuse('sync.item-signature-invalid');
  }
  if (!isWhatManifestSays(rules, entry, item)) return refuse('sync.item-malformed');
  if (refusal === 'outside-areas') return refuse('sync.item-area-forbidden');
  if (refusal !== null) return refuse('sync.item-not-assigned');
  if (!isStorable(item)) return refuse('sync.item-malformed');
  const areaPath = ancestry(rules.areas, entry.areaId);
  const readers = new Set(
    rules.reviewKeys.filter((key) => areaPath.includes(key.areaId)).map((key) => key.publicKey.kid),
  );
  const isReadable = item.recordKeys.some((key) => readers.has(key.kid));
  return isReadable ? { ok: true, item } : refuse('sync.item-malformed');
}

/** Held against when the item was saved, not against now: what was sealed in time counts, whenever it is delivered. */
function refusalOf(
  { areas, now }: ItemRules,
  { held }: ItemSigner,
  { savedAt, binding }: RegistrantItem,
): RefusalRule | null {
  const decision = decide(held, 'registrant.enrol', {
    at: new Date(Math.min(Date.parse(savedAt), now.getTime())),
    toleranceMs: CLOCK_TOLERANCE_MS,
    place: { areas, areaId: binding.areaId },
  });
  return decision.allowed ? null : decision.refusal.rule;
}

function isWhatManifestSays(
  rules: ItemRules,
  entry: ManifestItem,
  { binding, envelope }: RegistrantItem,
): boolean {
  return (
    binding.programmeId === rules.programmeId &&
    binding.deviceId === rules.deviceId &&
    binding.recordId === entry.recordId &&
    // The database writes ids small: another spelling would be another record here and the same one there.
    entry.recordId === entry.recordId.toLowerCase() &&
    binding.version === entry.version &&
    binding.areaId === entry.areaId &&
    isEnvelope(envelope)
  );
}

/** There is no year 0. */
const FIRST_TIME = Date.parse('0001-01-01T00:00:00Z');

/** What the schema lets pass and no column holds would fail the whole batch, and with it every other record. */
function isStorable({ registrationNumber, savedAt, tokens }: RegistrantItem): boolean {
  const texts = [registrationNumber, ...tokens.map(({ fieldId }) => fieldId)];
  return !texts.some((text) => text.includes('\0')) && Date.parse(savedAt) >= FIRST_TIME;
}

function isEnvelope(bytes: Uint8Array): boolean {
  try {
    return envelopeKeyId(bytes) !== '';
  } catch {
    return false;
  }
}

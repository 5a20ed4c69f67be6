import type { ManifestItem } from '../../shared/sync/batch-manifest.ts';
import type { ReceiptItem } from '../../shared/sync/receipt-file.ts';
import type { RegistrantItem } from '../../shared/sync/registrant-item.ts';
import type { RecordTable } from '../db/schema.ts';
import type { CheckedItem } from './check-item.ts';
import type { ItemRefusal } from './open-item.ts';

/** A version of a record as it is held already. */
export type HeldVersion = Pick<
  RecordTable,
  'record_id' | 'version' | 'device_id' | 'operator_id' | 'item_hash' | 'restored_hashes' | 'status'
>;

/** A version that will be stored, in place of an older one where it is a correction. */
export interface Acceptance {
  readonly index: number;
  readonly entry: ManifestItem;
  readonly item: RegistrantItem;
}

export interface Decided {
  /** One for each manifest entry, in its order. */
  readonly verdicts: readonly ReceiptItem[];
  readonly accepted: readonly Acceptance[];
}

/**
 * Decides on every item of a batch, given the versions held of its records. Pure: each item stands for itself,
 * so a bad one holds up no other. A version follows only a returned one, of the same operator. A record that was
 * restored on another laptop is the same record, whichever laptop's item came first.
 */
export function decideItems(
  deviceId: string,
  entries: readonly ManifestItem[],
  checked: readonly CheckedItem[],
  held: readonly HeldVersion[],
): Decided {
  const versions = new Map<string, HeldVersion[]>();
  for (const version of held) append(versions, version);
  const accepted: Acceptance[] = [];
  const verdicts = entries.map((entry, index): ReceiptItem => {
    const check = checked[index];
    if (check?.ok !== true) return refused(entry, check?.code ?? 'sync.item-malformed');
    const known = versions.get(entry.recordId) ?? [];
    const same = known.find((version) => version.version === entry.version);
    if (same !== undefined) return verdictOnHeld(deviceId, entry, check.item, same);
    if (!mayFollow(check.item.operatorId, entry.version, known)) {
      return refused(entry, 'sync.item-conflict');
    }
    append(versions, {
      record_id: entry.recordId,
      version: entry.version,
      device_id: deviceId,
      operator_id: check.item.operatorId,
      item_hash: entry.hash,
      restored_hashes: restoredHashes(check.item),
      status: 'received',
    });
    accepted.push({ index, entry, item: check.item });
    return { verdict: 'accepted', ...identity(entry) };
  });
  return { verdicts, accepted };
}

/** Hashes of the items that earlier laptops made of the same version, as its operator signed. */
export function restoredHashes(item: RegistrantItem): readonly string[] {
  return (item.restored ?? []).map(({ itemHash }) => itemHash);
}

/** Only what has the very content is `already-held`: the laptop drops its key then. */
function verdictOnHeld(
  deviceId: string,
  entry: ManifestItem,
  item: RegistrantItem,
  same: HeldVersion,
): ReceiptItem {
  if (same.item_hash === entry.hash && same.device_id === deviceId) {
    return { verdict: 'already-held', ...identity(entry) };
  }
  if (same.operator_id !== item.operatorId) return refused(entry, 'sync.item-conflict');
  if (restoredHashes(item).includes(same.item_hash)) {
    return { verdict: 'already-held', ...identity(entry), heldHash: same.item_hash };
  }
  return same.restored_hashes.includes(entry.hash)
    ? { verdict: 'already-held', ...identity(entry) }
    : refused(entry, 'sync.item-conflict');
}

function mayFollow(operatorId: string, version: number, known: readonly HeldVersion[]): boolean {
  if (known.length === 0) return version === 1;
  const newest = known.reduce((a, b) => (a.version > b.version ? a : b));
  return (
    version === newest.version + 1 &&
    newest.status === 'returned' &&
    newest.operator_id === operatorId
  );
}

function append(versions: Map<string, HeldVersion[]>, version: HeldVersion): void {
  const known = versions.get(version.record_id);
  if (known === undefined) versions.set(version.record_id, [version]);
  else known.push(version);
}

/** What of a verdict says which item it is about. */
export function identity(entry: ManifestItem): Pick<ManifestItem, 'recordId' | 'version' | 'hash'> {
  return { recordId: entry.recordId, version: entry.version, hash: entry.hash };
}

/** The verdict on an item that is not taken. */
export function refused(entry: ManifestItem, code: ItemRefusal): ReceiptItem {
  return { verdict: 'refused', ...identity(entry), code };
}

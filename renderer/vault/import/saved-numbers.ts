import type { SavedRecord } from '../vault-api.ts';
import { requireStore, type VaultContext } from '../vault-context.ts';

/**
 * Which of these records stand on the disk, in the order they were saved. It needs no open vault: what it reads stands open.
 */
export async function savedNumbers(
  context: VaultContext,
  operatorId: string,
  recordIds: readonly string[],
): Promise<readonly Pick<SavedRecord, 'registrationNumber'>[]> {
  const store = requireStore(context);
  const wanted = new Set(recordIds);
  // Behind the chunk that may still be committing.
  return context.writes(async () => {
    // Asked before the rows: what is filed meanwhile is then found at either place.
    const pages = await store.intake.where({ operatorId }).toArray();
    const rows = await store.records.bulkGet([...recordIds]);
    const held = [
      ...pages.flatMap(({ heads }) => heads).filter(({ recordId }) => wanted.has(recordId)),
      ...rows.filter((row) => row !== undefined),
    ];
    const byId = new Map(held.map((head) => [head.recordId, head]));
    return [...byId.values()]
      .sort((a, b) => a.savedOrder - b.savedOrder)
      .map(({ registrationNumber }) => ({ registrationNumber }));
  });
}

import { SlotTier } from '../../../shared/domain/programme.ts';
import type { SlotRow } from '../database/rows.ts';
import type { FieldsealStore } from '../database/store.ts';

/** An operator's slots, oldest first; those of version 1 have no date and stand in front. */
export async function slotsOf(
  store: FieldsealStore,
  operatorId: string,
): Promise<readonly SlotRow[]> {
  const rows = await store.slots.where({ operatorId }).toArray();
  return rows.sort((a, b) => (a.createdAt ?? '').localeCompare(b.createdAt ?? ''));
}

/** The tiers of some slots, each once, strongest first. */
export function tiersOf(slots: readonly SlotRow[]): readonly SlotTier[] {
  return [...SlotTier.values].filter((tier) => slots.some((slot) => slot.tier === tier));
}

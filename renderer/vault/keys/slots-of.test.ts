import { expect, test } from 'vitest';
import type { SlotRow } from '../database/rows.ts';
import { MINIMUM_ARGON2_COST } from '../../../shared/crypto/index.ts';
import type { SlotTier } from '../../../shared/domain/programme.ts';
import { openEmptyStore } from '../../../test/support/open-keys.ts';
import { slotsOf, tiersOf } from './slots-of.ts';

function slot(id: string, tier: SlotTier, createdAt?: string, operatorId = 'op'): SlotRow {
  return {
    id,
    operatorId,
    tier,
    cost: MINIMUM_ARGON2_COST,
    salt: new Uint8Array(32),
    credential: null,
    prfSalt: null,
    credentialId: null,
    wrappedVaultKey: new Uint8Array(0),
    keyCheck: new Uint8Array(0),
    createdAt,
  };
}

test('an operator’s slots come oldest first, those without a date in front', async () => {
  const store = await openEmptyStore();
  await store.slots.bulkAdd([
    slot('a', 'gated', '2026-03-01T00:00:00Z'),
    slot('b', 'bound', '2026-01-01T00:00:00Z'),
    slot('c', 'bound', '2026-02-01T00:00:00Z'),
    slot('d', 'bound'),
    slot('f', 'bound'),
    slot('e', 'bound', '2025-01-01T00:00:00Z', 'another'),
  ]);
  expect((await slotsOf(store, 'op')).map(({ id }) => id)).toEqual(['d', 'f', 'b', 'c', 'a']);
});

test('the tiers of slots are named once each, strongest first', () => {
  const slots = [slot('a', 'passphrase-only'), slot('b', 'bound'), slot('c', 'bound')];
  expect(tiersOf(slots)).toEqual(['bound', 'passphrase-only']);
  expect(tiersOf([])).toEqual([]);
});

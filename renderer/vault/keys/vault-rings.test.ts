import { expect, test } from 'vitest';
import { randomBytes } from '../../../shared/crypto/index.ts';
import { deriveVaultKeys } from './vault-keys.ts';
import { RING_NAMES, ringKid, ringNamed, VAULT_RINGS } from './vault-rings.ts';

test('a ring is found by what the key manager calls it, purpose and key id both', () => {
  const found = RING_NAMES.map((name) => ringNamed(VAULT_RINGS[name]));
  expect(found).toEqual(['drafts', 'records', 'operator']);
  expect(ringNamed({ purpose: 'pii', keyId: 'operator' })).toBeUndefined();
  expect(ringNamed({ purpose: 'credentials', keyId: 'drafts' })).toBeUndefined();
});

// They stand on disks: another text, and nothing that was sealed opens any more.
test('the names of rings and keys are what they always were', async () => {
  expect(RING_NAMES.map((name) => [VAULT_RINGS[name].purpose, VAULT_RINGS[name].keyId])).toEqual([
    ['pii', 'drafts'],
    ['pii', 'record-views'],
    ['credentials', 'operator'],
  ]);
  expect(RING_NAMES.map((name) => ringKid(name, 'op', 1))).toEqual([
    'draft/op',
    'store/op',
    'vault/op',
  ]);
  expect(ringKid('drafts', 'op', 2)).toBe('draft/op/2');
  const keys = await deriveVaultKeys(randomBytes(32), 'op');
  expect(RING_NAMES.map((name) => VAULT_RINGS[name].derived(keys))).toEqual([
    keys.draftKey,
    keys.storeKey,
    keys.keysKey,
  ]);
});

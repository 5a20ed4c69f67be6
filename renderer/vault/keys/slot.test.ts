import { describe, expect, test } from 'vitest';
import { MINIMUM_ARGON2_COST, randomBytes } from '../../../shared/crypto/index.ts';
import { copyBytes, type Bytes } from '../../../shared/encoding/bytes.ts';
import type { SlotRow } from '../database/rows.ts';
import { makeSlot, openSlot, type SlotFactor } from './slot.ts';

const PASSPHRASE = 'correct horse battery';

const TERMS = { cost: MINIMUM_ARGON2_COST, name: 'Blue key', createdAt: '2026-11-20T08:00:00Z' };

const factor: SlotFactor = {
  tier: 'bound',
  credential: { id: 'credential-1', publicKey: randomBytes(77), counter: 0 },
  prfSalt: randomBytes(32),
  credentialId: null,
  bytes: randomBytes(32),
};

function flipped(bytes: Bytes): Bytes {
  const copy = copyBytes(bytes);
  copy[0] = (copy[0] ?? 0) ^ 1;
  return copy;
}

describe('a slot', () => {
  test('opens with passphrase and factor, whatever its counter has come to', async () => {
    const vaultKey = randomBytes(32);
    const slot = await makeSlot('op', PASSPHRASE, factor, vaultKey, TERMS);
    const used: SlotRow = { ...slot, credential: { ...factor.credential!, counter: 7 } };
    expect(await openSlot(used, PASSPHRASE, factor.bytes)).toEqual(vaultKey);
    await expect(openSlot(slot, `${PASSPHRASE}x`, factor.bytes)).rejects.toMatchObject({
      code: 'crypto.open-failed',
    });
    await expect(openSlot(slot, PASSPHRASE, randomBytes(32))).rejects.toMatchObject({
      code: 'crypto.open-failed',
    });
  }, 30_000);

  test('in which anything was exchanged is damaged, and is not called a wrong passphrase', async () => {
    const slot = await makeSlot('op', PASSPHRASE, factor, randomBytes(32), TERMS);
    const credential = factor.credential!;
    const changes: readonly Partial<SlotRow>[] = [
      { credential: { ...credential, publicKey: flipped(credential.publicKey) } },
      { credential: { ...credential, id: 'credential-2' } },
      { credential: null },
      { prfSalt: flipped(factor.prfSalt!) },
      { credentialId: 'gated-credential' },
      { operatorId: 'another' },
      { wrappedVaultKey: flipped(slot.wrappedVaultKey) },
    ];
    for (const change of changes) {
      await expect(
        openSlot({ ...slot, ...change }, PASSPHRASE, factor.bytes),
      ).rejects.toMatchObject({ code: 'vault.store-damaged', details: { part: 'slot' } });
    }
  }, 60_000);
});

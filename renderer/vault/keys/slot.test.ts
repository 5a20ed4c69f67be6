import { describe, expect, test } from 'vitest';
import { MINIMUM_ARGON2_COST, randomBytes } from '../../../shared/crypto/index.ts';
import { copyBytes, type Bytes } from '../../../shared/encoding/bytes.ts';
import type { SlotRow } from '../database/rows.ts';
import { makeSlot, openSlot, rewrapSlot, type SlotFactor } from './slot.ts';

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

describe('a new passphrase', () => {
  test('opens the slot with the same factor, the old one no more; salt and cost are new', async () => {
    const vaultKey = randomBytes(32);
    const slot = await makeSlot('op', PASSPHRASE, factor, vaultKey, TERMS);
    const cost = { ...MINIMUM_ARGON2_COST, iterations: MINIMUM_ARGON2_COST.iterations + 1 };
    const renewed = await rewrapSlot(slot, 'another battery', vaultKey, cost);
    expect(renewed).toMatchObject({ id: slot.id, cost, name: 'Blue key' });
    expect(renewed.salt).not.toEqual(slot.salt);
    expect(await openSlot(renewed, 'another battery', factor.bytes)).toEqual(vaultKey);
    await expect(openSlot(renewed, PASSPHRASE, factor.bytes)).rejects.toMatchObject({
      code: 'crypto.open-failed',
    });
    // Twice: what is sealed for it goes along.
    const again = await rewrapSlot(renewed, PASSPHRASE, vaultKey, MINIMUM_ARGON2_COST);
    expect(await openSlot(again, PASSPHRASE, factor.bytes)).toEqual(vaultKey);
  }, 60_000);

  test('needs the vault key that the factor’s share was sealed under, and a share of this very slot', async () => {
    const vaultKey = randomBytes(32);
    const slot = await makeSlot('op', PASSPHRASE, factor, vaultKey, TERMS);
    const other = await makeSlot('op', PASSPHRASE, factor, vaultKey, TERMS);
    const cases: readonly (readonly [SlotRow, Bytes])[] = [
      [slot, randomBytes(32)],
      [{ ...slot, sealedFactor: other.sealedFactor }, vaultKey],
      [{ ...slot, sealedFactor: undefined }, vaultKey],
      [{ ...slot, sealedFactor: flipped(slot.sealedFactor!) }, vaultKey],
      [{ ...slot, operatorId: 'another' }, vaultKey],
    ];
    for (const [row, key] of cases) {
      await expect(rewrapSlot(row, PASSPHRASE, key, MINIMUM_ARGON2_COST)).rejects.toMatchObject({
        code: 'vault.store-damaged',
        details: { part: 'slot' },
      });
    }
  }, 60_000);

  test('a cost or salt under the minimum is damage, not weakness', async () => {
    const slot = await makeSlot('op', PASSPHRASE, factor, randomBytes(32), TERMS);
    for (const change of [
      { cost: { ...slot.cost, memoryKib: slot.cost.memoryKib - 1 } },
      { cost: { ...slot.cost, iterations: slot.cost.iterations - 1 } },
      { salt: randomBytes(15) },
    ]) {
      await expect(
        openSlot({ ...slot, ...change }, PASSPHRASE, factor.bytes),
      ).rejects.toMatchObject({ code: 'vault.store-damaged', details: { part: 'slot' } });
    }
  }, 30_000);
});

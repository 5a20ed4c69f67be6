import { expect, test } from 'vitest';
import {
  deriveAeadKey,
  MINIMUM_ARGON2_COST,
  randomBytes,
  sealEnvelope,
  stretchPassphrase,
  wrapBytes,
} from '../../../shared/crypto/index.ts';
import { concatBytes, utf8, type Bytes } from '../../../shared/encoding/bytes.ts';
import { encodeCbor } from '../../../shared/encoding/cbor.ts';
import { zeroedBytes } from '../../../test/support/watch-bytes.ts';
import type { SlotRow } from '../database/rows.ts';
import { makeSlot, openSlot, rewrapSlot, type SlotFactor } from './slot.ts';

const PASSPHRASE = 'correct horse battery';
const cost = MINIMUM_ARGON2_COST;
const vaultKey = randomBytes(32);
const factor: SlotFactor = {
  tier: 'bound',
  credential: { id: 'credential-1', publicKey: randomBytes(77), counter: 0 },
  prfSalt: randomBytes(32),
  credentialId: null,
  bytes: randomBytes(32),
};

/** A slot from primitives alone, as every version of the app has written it. */
async function writtenSlot(): Promise<SlotRow> {
  const salt = randomBytes(32);
  const secret = concatBytes(await stretchPassphrase(PASSPHRASE, salt, cost), factor.bytes);
  const key = await deriveAeadKey(secret, salt, 'fieldseal/1/slot/bound');
  const bound = encodeCbor([
    'fieldseal-slot',
    1,
    'slot-1',
    'op',
    'bound',
    { memoryKib: cost.memoryKib, iterations: cost.iterations, parallelism: cost.parallelism },
    ['credential-1', factor.credential!.publicKey],
    factor.prfSalt,
    null,
  ]);
  const factorKey = await deriveAeadKey(vaultKey, utf8('op'), 'fieldseal/1/vault/slot-factors');
  const place = { operatorId: 'op', slotId: 'slot-1' };
  return {
    id: 'slot-1',
    operatorId: 'op',
    tier: factor.tier,
    cost,
    salt,
    credential: factor.credential,
    prfSalt: factor.prfSalt,
    credentialId: null,
    wrappedVaultKey: await wrapBytes(key, vaultKey, bound),
    keyCheck: await wrapBytes(key, utf8('fieldseal-slot-key'), utf8('fieldseal/1/slot-key-check')),
    sealedFactor: await sealEnvelope(
      factorKey,
      'slot-factors/op',
      'slot-factor',
      place,
      factor.bytes,
    ),
  };
}

// Slots stand on disks: bound or derived by another text, nobody would get in any more.
test('a slot that an earlier app wrote opens, is told from a damaged one, and takes a new passphrase', async () => {
  const slot = await writtenSlot();
  expect(await openSlot(slot, PASSPHRASE, factor.bytes)).toEqual(vaultKey);
  const damaged = { ...slot, wrappedVaultKey: randomBytes(slot.wrappedVaultKey.length) };
  await expect(openSlot(damaged, PASSPHRASE, factor.bytes)).rejects.toMatchObject({
    code: 'vault.store-damaged',
  });
  const renewed = await rewrapSlot(slot, 'another battery', vaultKey, cost);
  expect(await openSlot(renewed, 'another battery', factor.bytes)).toEqual(vaultKey);
}, 30_000);

test('neither what the passphrase was stretched to nor the factor stays in memory', async () => {
  const holdsFactor = (bytes: Bytes): boolean =>
    bytes.length === 64 && bytes.slice(32).join() === factor.bytes.join();
  const slot = await makeSlot('op', PASSPHRASE, factor, vaultKey, {
    cost,
    name: '',
    createdAt: '2026-11-20T08:00:00Z',
  });
  const stretched = await stretchPassphrase(PASSPHRASE, slot.salt, cost);
  const opening = await zeroedBytes(() => openSlot(slot, PASSPHRASE, factor.bytes));
  expect(opening.some(holdsFactor)).toBe(true);
  expect(opening).toContainEqual(stretched);
  // The caller's own is the caller's to overwrite; the one that a new passphrase opens is not.
  expect(opening).not.toContainEqual(factor.bytes);
  const rewrapping = await zeroedBytes(() => rewrapSlot(slot, PASSPHRASE, vaultKey, cost));
  expect(rewrapping).toContainEqual(factor.bytes);
}, 30_000);

test('a laptop without the memory for Argon2id is not told that its slot is damaged', async () => {
  const unstretchable = {
    normalize: () => {
      throw new Error('out of memory');
    },
  } as unknown as string;
  const slot = await writtenSlot();
  await expect(openSlot(slot, unstretchable, factor.bytes)).rejects.toThrow('out of memory');
}, 30_000);

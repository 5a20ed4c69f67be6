import { beforeEach, describe, expect, test } from 'vitest';
import { importAeadKey, randomBytes } from '../../../shared/crypto/index.ts';
import { flipBit } from '../../../test/support/bytes-arbitrary.ts';
import { NOW, openKeys, OPERATOR_ID } from '../../../test/support/open-keys.ts';
import { makeRecoveryLaptop, type RecoveryLaptop } from '../../../test/support/recovery-laptop.ts';
import {
  HOLDERS,
  keys,
  makeKeySet,
  openByHolders,
  pack,
  storedProgramme,
  unrecoverablePack,
} from '../../../test/support/recovery-programme.ts';
import { zeroedBytes } from '../../../test/support/watch-bytes.ts';
import type { RecoveryCeremonyRow } from '../database/recovery-rows.ts';
import type { OperatorRow } from '../database/rows.ts';
import {
  completeRecoverySlot,
  keepRecoverySlot,
  makeRecoverySlot,
  recoveryBundleOf,
  recoveryKeysOf,
} from './recovery-slot.ts';

let laptop: RecoveryLaptop;
/** The operator once a grant vouches for the laptop's programme. */
let granted: OperatorRow;
let keysKey: CryptoKey;
beforeEach(async () => {
  laptop = await makeRecoveryLaptop();
  granted = { ...laptop.operator, grantKeys: new Uint8Array(1) };
  ({ keysKey } = laptop.work.vaultKeys);
});

const keep = (operator = granted) =>
  keepRecoverySlot(laptop.context, operator, laptop.vaultKey, keysKey);
const slots = () => laptop.store.recoverySlots.toArray();

/** The slot as one waits for the programme's recovery keys. */
async function waitForKeys(): Promise<void> {
  await laptop.store.recoverySlots.put({ ...laptop.slot, shares: null });
}

describe('a recovery slot', () => {
  test('names whose it is, and gives the vault key back to any two holders', async () => {
    const { slot, bundle, vaultKey } = laptop;
    expect(slot).toMatchObject({
      operatorId: OPERATOR_ID,
      binding: { use: 'vault', programmeId: 'programme', operatorId: OPERATOR_ID },
      createdAt: NOW.toISOString(),
      shares: { epoch: 1, threshold: 2, shares: HOLDERS.map((holder) => ({ holder })) },
    });
    expect(await openByHolders(bundle, 0, 2)).toEqual(vaultKey);
    await expect(openByHolders(bundle, 1)).rejects.toMatchObject({
      code: 'recovery.too-few-answers',
    });
  });

  test('is another each time, and its key is overwritten', async () => {
    const { operator, vaultKey, bundle } = laptop;
    let made = laptop.slot;
    const zeroed = await zeroedBytes(async () => {
      made = await makeRecoverySlot(operator, vaultKey, keysKey, undefined, NOW);
    });
    expect(made.shares).toBeNull();
    expect(made.binding.subjectId).not.toBe(bundle.binding.subjectId);
    await laptop.store.recoverySlots.put(made);
    const again = await zeroedBytes(() =>
      completeRecoverySlot(laptop.context, OPERATOR_ID, keysKey),
    );
    // What both overwrote, once made and once opened again, is the recovery key.
    const both = zeroed.filter(
      (bytes) => bytes.length === 32 && again.some((other) => other.join() === bytes.join()),
    );
    expect(both).toHaveLength(1);
  });

  test('as a bundle is what stands in it, once its shares are sealed', async () => {
    expect(await recoveryBundleOf(laptop.context, OPERATOR_ID)).toEqual(laptop.bundle);
    await waitForKeys();
    for (const operatorId of [OPERATOR_ID, 'nobody']) {
      await expect(recoveryBundleOf(laptop.context, operatorId)).rejects.toMatchObject({
        code: 'recovery.not-available',
      });
    }
  });
});

describe('recovery keys', () => {
  test('are those of the programme that stands on the laptop', async () => {
    expect(await recoveryKeysOf(laptop.context)).toEqual(keys);
    await laptop.store.meta.clear();
    expect(await recoveryKeysOf(laptop.context)).toBeUndefined();
  });
});

describe('an unlock', () => {
  test('makes the slot, for the recovery keys that there are', async () => {
    await laptop.store.recoverySlots.clear();
    await keep();
    expect(await slots()).toMatchObject([{ shares: { epoch: 1 }, createdAt: NOW.toISOString() }]);
    const bundle = await recoveryBundleOf(laptop.context, OPERATOR_ID);
    expect(await openByHolders(bundle, 1, 2)).toEqual(laptop.vaultKey);
  });

  test('before there is a grant makes it without shares: nobody vouches for the programme', async () => {
    await laptop.store.recoverySlots.clear();
    await keep(laptop.operator);
    expect(await slots()).toMatchObject([{ operatorId: OPERATOR_ID, shares: null }]);
    const before = await slots();
    await keep(laptop.operator);
    expect(await slots()).toEqual(before);
  });

  test('leaves a slot of the programme’s keys as it is, with the recovery under way', async () => {
    const { subjectId } = laptop.slot.binding;
    await laptop.store.recoveryCeremonies.put({ subjectId } as RecoveryCeremonyRow);
    await keep();
    expect(await slots()).toEqual([laptop.slot]);
    expect(await laptop.store.recoveryCeremonies.count()).toBe(1);
  });

  test('seals the shares that a slot waits for', async () => {
    await waitForKeys();
    await keep();
    const [slot] = await slots();
    expect(slot).toMatchObject({ wrapped: laptop.slot.wrapped, shares: { epoch: 1 } });
  });

  test('leaves a slot waiting while the programme has no recovery keys', async () => {
    await waitForKeys();
    await laptop.store.write('programme', await storedProgramme(unrecoverablePack));
    await keep();
    expect(await slots()).toEqual([{ ...laptop.slot, shares: null }]);
  });

  test('makes the slot anew for another set of keys, and drops the recovery that asked for the old', async () => {
    const { subjectId } = laptop.slot.binding;
    for (const id of [subjectId, 'backup-1']) {
      await laptop.store.recoveryCeremonies.put({ subjectId: id } as RecoveryCeremonyRow);
    }
    const { keys: next } = await makeKeySet(2);
    await laptop.store.write('programme', await storedProgramme({ ...pack, recovery: next }));
    await keep();
    const [slot] = await slots();
    expect(slot?.shares?.epoch).toBe(2);
    expect(slot?.binding.subjectId).not.toBe(subjectId);
    const left = await laptop.store.recoveryCeremonies.toArray();
    expect(left.map((row) => row.subjectId)).toEqual(['backup-1']);
  });

  test('takes the shares away where the programme has no recovery keys any more', async () => {
    const next = { ...unrecoverablePack, version: 2 };
    await laptop.store.write('programme', await storedProgramme(next));
    await keep();
    const [slot] = await slots();
    expect(slot?.shares).toBeNull();
    expect(slot?.binding.subjectId).not.toBe(laptop.slot.binding.subjectId);
  });

  test('is kept from nobody by a programme that is damaged', async () => {
    const stored = await storedProgramme(pack);
    const damaged = { ...stored, pack: flipBit(stored.pack, stored.pack.length - 1) };
    await laptop.store.write('programme', damaged);
    await keep();
    expect(await slots()).toEqual([laptop.slot]);
  });
});

describe('shares', () => {
  const complete = (operatorId = OPERATOR_ID, key = keysKey) =>
    completeRecoverySlot(laptop.context, operatorId, key);

  test('are sealed once there are keys, by the open vault alone', async () => {
    await waitForKeys();
    await complete();
    const bundle = await recoveryBundleOf(laptop.context, OPERATOR_ID);
    expect({ ...bundle, shares: null }).toEqual({ ...laptop.bundle, shares: null });
    expect(await openByHolders(bundle, 0, 1)).toEqual(laptop.vaultKey);
  });

  test('that are sealed already, or of nobody, are left alone', async () => {
    await complete();
    await complete('nobody');
    expect(await slots()).toEqual([laptop.slot]);
  });

  test('wait while the programme has no recovery keys', async () => {
    await waitForKeys();
    await laptop.store.write('programme', await storedProgramme(unrecoverablePack));
    await complete();
    expect(await slots()).toEqual([{ ...laptop.slot, shares: null }]);
  });

  test('are not sealed by another vault, nor for a slot that was exchanged', async () => {
    await waitForKeys();
    const stranger = await importAeadKey(randomBytes(32));
    await expect(complete(OPERATOR_ID, stranger)).rejects.toMatchObject({
      code: 'crypto.open-failed',
    });
    await openKeys(laptop.store, 'another', laptop.vaultKey);
    await laptop.store.recoverySlots.put({ ...laptop.slot, shares: null, operatorId: 'another' });
    await expect(complete('another')).rejects.toMatchObject({ code: 'crypto.key-unknown' });
    const binding = { ...laptop.slot.binding, subjectId: 'another' };
    await laptop.store.recoverySlots.put({ ...laptop.slot, shares: null, binding });
    await expect(complete()).rejects.toMatchObject({ code: 'crypto.open-failed' });
  });
});

import { beforeEach, describe, expect, test } from 'vitest';
import { MINIMUM_ARGON2_COST, randomBytes } from '../../../shared/crypto/index.ts';
import type { ProgrammePolicy } from '../../../shared/domain/programme.ts';
import { writeAnswerFile, writeRequestFile } from '../../../shared/recovery/recovery-file.ts';
import { NOW, openKeys, OPERATOR_ID } from '../../../test/support/open-keys.ts';
import { makeRecoveryLaptop, type RecoveryLaptop } from '../../../test/support/recovery-laptop.ts';
import {
  answerTo,
  HOLDERS,
  pack,
  storedProgramme,
} from '../../../test/support/recovery-programme.ts';
import { zeroedBytes } from '../../../test/support/watch-bytes.ts';
import { createActivityCalls } from '../audit/activity-calls.ts';
import type { SlotRow } from '../database/rows.ts';
import { openSlot } from '../keys/slot.ts';
import { addAnswer, requireCeremony, startCeremony } from './ceremony.ts';
import { createRecoveryCalls } from './recovery-calls.ts';

const PASSPHRASE = 'another horse, another battery';
const DAY = 86_400_000;
const CHANGED = { type: 'state-changed' };
const share = randomBytes(32);

let laptop: RecoveryLaptop;
let calls: ReturnType<typeof createRecoveryCalls>;
let subjectId: string;
beforeEach(async () => {
  laptop = await makeRecoveryLaptop();
  calls = createRecoveryCalls(laptop.context);
  ({ subjectId } = laptop.bundle.binding);
});

async function setPolicy(policy: Partial<ProgrammePolicy>): Promise<void> {
  const changed = { ...pack, policy: { ...pack.policy, ...policy } };
  await laptop.store.write('programme', await storedProgramme(changed));
}

/** A recovery that these holders have answered. */
async function answeredBy(...indexes: readonly number[]): Promise<void> {
  const { request } = await startCeremony(laptop.context, laptop.bundle);
  for (const index of indexes) {
    await addAnswer(laptop.context, subjectId, await answerTo(request, index));
  }
}

const ceremonies = () => laptop.store.recoveryCeremonies.count();
const leaseIsOver = () =>
  laptop.store.operators.update(OPERATOR_ID, {
    leaseUntil: new Date(NOW.getTime() - DAY).toISOString(),
  });

describe('what can be done for somebody who can’t unlock', () => {
  test('is nothing while nobody holds shares', async () => {
    await laptop.store.recoverySlots.clear();
    expect(await calls.recoveryState(OPERATOR_ID)).toEqual({
      isAvailable: false,
      passphraseMinLength: 12,
      tiers: [],
      ceremony: null,
    });
    await expect(calls.recoveryState('nobody')).rejects.toMatchObject({
      code: 'vault.operator-unknown',
    });
    for (const call of [calls.beginRecovery, calls.exchangeRecovery, calls.cancelRecovery]) {
      await expect(call(OPERATOR_ID)).rejects.toMatchObject({ code: 'recovery.not-available' });
    }
    expect(laptop.told).toEqual([]);
  });

  test('is a recovery, by what policy and laptop allow', async () => {
    await setPolicy({
      allowedTiers: ['passphrase-only', 'native-bound', 'gated'],
      passphraseMinLength: 14,
    });
    expect(await calls.recoveryState(OPERATOR_ID)).toEqual({
      isAvailable: true,
      passphraseMinLength: 14,
      tiers: ['gated', 'passphrase-only'],
      ceremony: null,
    });
  });
});

describe('a recovery', () => {
  test('is begun once, shown, and told to the screens', async () => {
    const { ceremony } = await calls.beginRecovery(OPERATOR_ID);
    expect(ceremony).toMatchObject({
      needed: 2,
      sentAt: null,
      holders: HOLDERS.map((holder) => ({ holder, hasAnswered: false })),
    });
    expect(laptop.told).toEqual([CHANGED]);
    expect((await calls.beginRecovery(OPERATOR_ID)).ceremony).toEqual(ceremony);
    expect((await calls.recoveryState(OPERATOR_ID)).ceremony).toEqual(ceremony);
  });

  test('is not begun after the lease', async () => {
    await leaseIsOver();
    await expect(calls.beginRecovery(OPERATOR_ID)).rejects.toMatchObject({
      code: 'vault.lease-expired',
    });
    expect(await ceremonies()).toBe(0);
  });

  test('asks the server and takes what was answered, in one call', async () => {
    await calls.beginRecovery(OPERATOR_ID);
    const { request, requestHash } = await requireCeremony(laptop.context, subjectId);
    laptop.server.answer = ({ method }) => (method === 'POST' ? { requestHash } : { answers: [] });
    const { ceremony } = await calls.exchangeRecovery(OPERATOR_ID);
    expect(laptop.server.calls.map(({ method }) => method)).toEqual(['POST', 'GET']);
    expect(ceremony?.sentAt).toBe(NOW.toISOString());
    const file = await calls.recoveryRequestFile(OPERATOR_ID);
    expect(file).toEqual({ name: 'request-AB12.fsrecovery', bytes: writeRequestFile(request) });
  });

  test('goes by file where the laptop has no code yet', async () => {
    await expect(calls.recoveryRequestFile(OPERATOR_ID)).rejects.toMatchObject({
      code: 'recovery.none-asked',
    });
    await calls.beginRecovery(OPERATOR_ID);
    await laptop.store.meta.clear();
    expect((await calls.recoveryRequestFile(OPERATOR_ID)).name).toBe('request-.fsrecovery');
  });

  test('takes answers by file, and nothing else', async () => {
    await calls.beginRecovery(OPERATOR_ID);
    const { request } = await requireCeremony(laptop.context, subjectId);
    await expect(
      calls.addRecoveryAnswer(OPERATOR_ID, writeRequestFile(request)),
    ).rejects.toMatchObject({ code: 'recovery.answer-not-ours' });
    const file = writeAnswerFile(await answerTo(request, 2));
    const { ceremony } = await calls.addRecoveryAnswer(OPERATOR_ID, file);
    expect(ceremony?.holders.map(({ hasAnswered }) => hasAnswered)).toEqual([false, false, true]);
  });

  test('may be given up, which the screens are told', async () => {
    await answeredBy();
    await calls.cancelRecovery(OPERATOR_ID);
    expect(await ceremonies()).toBe(0);
    expect(laptop.told).toEqual([CHANGED]);
  });
});

describe('the end of a recovery', () => {
  const GATED = { tier: 'gated', credentialId: 'gated-1' } as const;
  const old = { id: 'old', operatorId: OPERATOR_ID, tier: 'passphrase-only' } as SlotRow;
  beforeEach(async () => {
    await setPolicy({ allowedTiers: ['gated', 'passphrase-only'] });
    await laptop.store.slots.bulkAdd([old, { ...old, id: 'other', operatorId: 'another' }]);
  });

  const finish = (passphrase = PASSPHRASE) =>
    calls.finishRecovery(
      OPERATOR_ID,
      passphrase,
      { ...GATED, share: share.slice() },
      '  Touch\n ID ',
    );
  const slots = () => laptop.store.slots.where({ operatorId: OPERATOR_ID }).toArray();

  /** The operator's chain, oldest first. */
  async function chain(): Promise<readonly unknown[]> {
    const { entries } = await createActivityCalls(laptop.context).listActivity(null, 20);
    return entries.map(({ event }) => event).reverse();
  }

  /** What happens while the new passphrase is stretched. */
  function whileStretching(work: () => Promise<unknown>): void {
    laptop.context.argon2Cost = async () => {
      await work();
      return MINIMUM_ARGON2_COST;
    };
  }

  test('puts one new way to unlock in place of all old ones, and opens the vault by it', async () => {
    await answeredBy(0, 2);
    await laptop.store.operators.update(OPERATOR_ID, {
      failedAttempts: 3,
      backOffUntil: NOW.toISOString(),
    });
    const zeroed = await zeroedBytes(() => finish());
    expect(zeroed).toContainEqual(laptop.vaultKey);
    expect(zeroed).toContainEqual(share);
    const [slot, ...others] = await slots();
    expect(others).toEqual([]);
    expect(slot).toMatchObject({ ...GATED, name: 'Touch ID', createdAt: NOW.toISOString() });
    expect(await openSlot(slot!, PASSPHRASE, share)).toEqual(laptop.vaultKey);
    expect(await laptop.store.slots.get('other')).toBeDefined();
    expect(laptop.context.session).toMatchObject({ slotId: slot!.id, tier: 'gated' });
    expect(await laptop.store.operators.get(OPERATOR_ID)).toMatchObject({
      failedAttempts: 0,
      backOffUntil: null,
    });
    expect(await ceremonies()).toBe(0);
    const recovery = (await laptop.store.recoverySlots.get(OPERATOR_ID))!;
    expect(recovery).toMatchObject({ shares: null, createdAt: NOW.toISOString() });
    expect(recovery.binding.subjectId).not.toBe(subjectId);
    expect(await chain()).toMatchObject([
      { kind: 'audit.started' },
      { kind: 'recovery.completed', subject: slot!.id, tier: 'gated' },
      { kind: 'vault.unlock-failed', count: 3 },
      { kind: 'vault.unlocked', tier: 'gated' },
    ]);
    expect(laptop.server.calls).toEqual([]);
  });

  test('is told to the server that was asked', async () => {
    await answeredBy(0, 1);
    await laptop.store.recoveryCeremonies.update(subjectId, { sentAt: NOW.toISOString() });
    await finish();
    await expect.poll(() => laptop.server.calls).toMatchObject([{ method: 'PUT' }]);
  });

  test('says where the chain was taken away before', async () => {
    await answeredBy(0, 1);
    await laptop.store.audit.clear();
    await laptop.store.operators.update(OPERATOR_ID, { auditHead: undefined });
    await finish();
    expect(await chain()).toMatchObject([
      { kind: 'audit.damage-found' },
      { kind: 'recovery.completed' },
      { kind: 'vault.unlocked' },
    ]);
  });

  test.each<[string, string, () => unknown]>([
    ['vault.lease-expired', 'the lease is over', leaseIsOver],
    [
      'vault.slot-not-allowed',
      'policy does not allow the new way',
      () => setPolicy({ allowedTiers: ['passphrase-only'] }),
    ],
    [
      'vault.slot-not-allowed',
      'the laptop does not have it',
      () => (laptop.context.host = { ...laptop.context.host!, gatedUnlock: false }),
    ],
    [
      'vault.passphrase-too-short',
      'the new passphrase is too short',
      () => setPolicy({ passphraseMinLength: PASSPHRASE.length + 1 }),
    ],
    [
      'recovery.not-available',
      'nobody holds shares any more',
      () => laptop.store.recoverySlots.clear(),
    ],
    ['recovery.none-asked', 'it was given up', () => laptop.store.recoveryCeremonies.clear()],
    [
      'recovery.none-asked',
      'it is given up while the passphrase is stretched',
      () => whileStretching(() => laptop.store.recoveryCeremonies.clear()),
    ],
    [
      'vault.store-damaged',
      'the vault’s keys were exchanged',
      async () => {
        const other = await openKeys(laptop.store, 'another');
        const { operatorKeys } = (await other.store.operators.get('another'))!;
        await laptop.store.operators.update(OPERATOR_ID, { operatorKeys });
      },
    ],
  ])('is refused as %s where %s, and nothing is replaced', async (code, _why, change) => {
    await answeredBy(0, 1);
    await change();
    await expect(finish()).rejects.toMatchObject({ code });
    expect(await slots()).toEqual([old]);
    expect(laptop.context.session).toBeNull();
  });

  test('names the way that is not allowed', async () => {
    await answeredBy(0, 1);
    await setPolicy({ allowedTiers: ['bound'] });
    await expect(finish()).rejects.toMatchObject({ details: { tier: 'gated' } });
  });

  test('needs enough answers', async () => {
    await answeredBy(1);
    await expect(finish()).rejects.toMatchObject({
      code: 'recovery.too-few-answers',
      details: { have: 1, need: 2 },
    });
    expect(await slots()).toEqual([old]);
    expect(await ceremonies()).toBe(1);
  });

  test.each<[string, () => unknown]>([
    ['late', () => whileStretching(() => laptop.store.recoveryCeremonies.clear())],
    [
      'at the vault’s keys',
      () => laptop.store.operators.update(OPERATOR_ID, { operatorKeys: new Uint8Array(3) }),
    ],
  ])('that fails %s overwrites vault key and share all the same', async (_when, change) => {
    await answeredBy(0, 1);
    await change();
    const zeroed = await zeroedBytes(() => finish().catch(() => undefined));
    expect(zeroed).toContainEqual(laptop.vaultKey);
    expect(zeroed).toContainEqual(share);
  });

  test('opens no session after a lock that came meanwhile; the new way to unlock stands', async () => {
    await answeredBy(0, 1);
    whileStretching(async () => (laptop.context.locks += 1));
    await expect(finish()).rejects.toMatchObject({ code: 'vault.locked' });
    expect(laptop.context.session).toBeNull();
    expect(await slots()).toMatchObject([GATED]);
    expect(await ceremonies()).toBe(0);
  });
});

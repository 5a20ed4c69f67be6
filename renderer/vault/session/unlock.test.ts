import { beforeEach, describe, expect, test } from 'vitest';
import { MINIMUM_ARGON2_COST, randomBytes } from '../../../shared/crypto/index.ts';
import { copyBytes } from '../../../shared/encoding/bytes.ts';
import { NOW, openEmptyStore, OPERATOR_ID, operatorRow } from '../../../test/support/open-keys.ts';
import { createActivityCalls } from '../audit/activity-calls.ts';
import { createFactorCeremonies } from '../keys/factor-ceremonies.ts';
import { makeOperatorKeys } from '../keys/operator-keys.ts';
import { makeSlot } from '../keys/slot.ts';
import { deriveVaultKeys } from '../keys/vault-keys.ts';
import { createMutex } from '../mutex.ts';
import type { ReviewedRecord, VaultContext } from '../vault-context.ts';
import { closeSession, createUnlockCalls, openSession } from './unlock.ts';

const PASSPHRASE = 'correct horse battery';
const SLOT = { id: 'slot-1', tier: 'passphrase-only' } as const;
const vaultKey = randomBytes(32);

let context: VaultContext;
let told: unknown[];
let idle: number;

beforeEach(async () => {
  const store = await openEmptyStore();
  const { keysKey } = await deriveVaultKeys(vaultKey, OPERATOR_ID);
  const { sealed } = await makeOperatorKeys(keysKey, OPERATOR_ID);
  await store.operators.add(operatorRow(sealed));
  told = [];
  idle = 0;
  context = {
    store,
    session: null,
    locks: 0,
    setups: new Map([['code', {}]]),
    deps: { now: () => NOW, whenIdle: () => (idle += 1) },
    ceremonies: createFactorCeremonies(() => ({ rpId: 'localhost', origin: 'http://localhost' })),
    writes: createMutex(),
    emit: (event: unknown) => told.push(event),
  } as unknown as VaultContext;
});

/** Opens a session; answers what stood in the vault key's bytes afterwards. */
async function open(failures?: number, locks = context.locks): Promise<Uint8Array> {
  const key = copyBytes(vaultKey);
  await openSession(context, locks, OPERATOR_ID, key, SLOT, failures);
  return key;
}

/** The operator's chain, oldest first. */
async function chain(): Promise<readonly unknown[]> {
  const { entries } = await createActivityCalls(context).listActivity(null, 20);
  return entries.map(({ event }) => event).reverse();
}

describe('a session', () => {
  test('opens with the chain that tells of it, and overwrites the vault key', async () => {
    expect(await open()).toEqual(new Uint8Array(32));
    expect(context.session).toMatchObject({ tier: 'passphrase-only', slotId: 'slot-1' });
    expect(told).toEqual([{ type: 'state-changed' }]);
    expect(await context.store!.audit.count()).toBe(2);
    expect(await chain()).toMatchObject([
      { kind: 'audit.started' },
      { kind: 'vault.unlocked', tier: 'passphrase-only' },
    ]);
  });

  test('says how often it was tried in vain before', async () => {
    await open(3);
    expect((await chain()).slice(1)).toMatchObject([
      { kind: 'vault.unlock-failed', count: 3 },
      { kind: 'vault.unlocked' },
    ]);
  });

  test('takes the place of an earlier one, whose end is in the chain too', async () => {
    await open();
    const first = context.session;
    await open();
    expect(context.session).not.toBe(first);
    await first!.audit.flush();
    const kinds = (await chain()).map((event) => (event as { kind: string }).kind);
    expect(kinds.filter((kind) => kind === 'vault.locked')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'audit.started')).toHaveLength(1);
  });

  test('does not open after a lock that came in between; the vault key is overwritten all the same', async () => {
    const key = copyBytes(vaultKey);
    await expect(openSession(context, -1, OPERATOR_ID, key, SLOT)).rejects.toMatchObject({
      code: 'vault.locked',
    });
    expect(context.session).toBeNull();
    expect(key).toEqual(new Uint8Array(32));
  });

  test('whose chain was taken away says so', async () => {
    await open();
    await closeSession(context);
    await context.store!.audit.clear();
    await context.store!.operators.update(OPERATOR_ID, { auditHead: undefined });
    await open();
    const kinds = (await chain()).map((event) => (event as { kind: string }).kind);
    expect(kinds).toEqual(['audit.damage-found', 'vault.unlocked']);
  });
});

describe('a lock', () => {
  test('overwrites what was opened for review, drops the keys at once and writes it down', async () => {
    await open();
    const recordKey = randomBytes(32);
    context.session!.reviewed.set('r', { recordKey } as unknown as ReviewedRecord);
    const photoKey = randomBytes(32);
    context.session!.photoKeys.set('hash', photoKey);
    const session = context.session!;
    const closing = closeSession(context);
    expect(context.session).toBeNull();
    expect(recordKey).toEqual(new Uint8Array(32));
    expect(photoKey).toEqual(new Uint8Array(32));
    await closing;
    context.session = session;
    expect((await chain()).at(-1)).toMatchObject({ kind: 'vault.locked' });
  });

  test('counts, ends set-ups under way and is told', async () => {
    await createUnlockCalls(context).lock();
    expect(context.locks).toBe(1);
    expect(context.setups.size).toBe(0);
    expect(told).toEqual([{ type: 'state-changed' }]);
  });
});

test('an unlock by a slot opens, and sees to the index when there is time', async () => {
  const factor = { tier: 'passphrase-only', credential: null, prfSalt: null } as const;
  const slot = await makeSlot(
    OPERATOR_ID,
    PASSPHRASE,
    { ...factor, credentialId: null, bytes: new Uint8Array(0) },
    vaultKey,
    { cost: MINIMUM_ARGON2_COST, name: '', createdAt: NOW.toISOString() },
  );
  await context.store!.slots.add(slot);
  const calls = createUnlockCalls(context);
  expect(await calls.beginUnlock(OPERATOR_ID)).toEqual({ tier: 'passphrase-only' });
  const only = { tier: 'passphrase-only' } as const;
  const wrong = calls.unlock(OPERATOR_ID, 'not the passphrase', only);
  await expect(wrong).rejects.toMatchObject({ code: 'vault.passphrase-wrong' });
  expect(idle).toBe(0);
  const session = await calls.unlock(OPERATOR_ID, PASSPHRASE, only);
  expect(session).toMatchObject({ operatorId: OPERATOR_ID, tier: 'passphrase-only' });
  expect(idle).toBe(1);
  expect((await chain()).slice(1)).toMatchObject([
    { kind: 'vault.unlock-failed', count: 1 },
    { kind: 'vault.unlocked' },
  ]);
}, 30_000);

import { beforeEach, describe, expect, test } from 'vitest';
import { MINIMUM_ARGON2_COST, randomBytes, signMessage } from '../../../shared/crypto/index.ts';
import type { ProgrammePolicy } from '../../../shared/domain/programme.ts';
import type { Bytes } from '../../../shared/encoding/bytes.ts';
import { NOW, openKeys, OPERATOR_ID, watchEvents } from '../../../test/support/open-keys.ts';
import { samplePack } from '../../../test/support/sample-programme.ts';
import { zeroedBytes } from '../../../test/support/watch-bytes.ts';
import type { AuditEvent } from '../../../shared/audit/audit-event.ts';
import type { RecoverySlotRow } from '../database/recovery-rows.ts';
import type { SlotRow } from '../database/rows.ts';
import type { FactorApi, FactorProof } from '../factors-api.ts';
import { createFactorCeremonies } from '../keys/factor-ceremonies.ts';
import { makeSlot, openSlot } from '../keys/slot.ts';
import { createMutex } from '../mutex.ts';
import type { KeyWork } from '../rotation/key-work.ts';
import type { OpenSession, VaultContext } from '../vault-context.ts';
import { createFactorCalls } from './factors.ts';

const PASSPHRASE = 'correct horse battery';
const NEW_PASSPHRASE = 'another horse, another battery';
const PARTY = { rpId: 'localhost', origin: 'http://localhost:8440' };
const ONLY = { passphrase: PASSPHRASE, factor: { tier: 'passphrase-only' } as const };
const share = randomBytes(32);

let work: KeyWork;
let context: VaultContext;
let calls: FactorApi;
let told: unknown[];
let events: AuditEvent[];
let slotId: string;
/** What another window does just before a change is written. */
let meanwhile: () => Promise<unknown> | undefined;
const vaultKey = randomBytes(32);

function gated(bytes: Bytes = share): FactorProof {
  return { tier: 'gated', credentialId: 'gated-1', share: bytes.slice() };
}

/** A slot of the vault key by passphrase alone. */
function plainSlot(): Promise<SlotRow> {
  const factor = { tier: 'passphrase-only', credential: null, prfSalt: null } as const;
  return makeSlot(
    OPERATOR_ID,
    PASSPHRASE,
    { ...factor, credentialId: null, bytes: new Uint8Array(0) },
    vaultKey,
    { cost: MINIMUM_ARGON2_COST, name: 'First', createdAt: '2026-01-01T00:00:00.000Z' },
  );
}

beforeEach(async () => {
  meanwhile = () => undefined;
  ({ watched: work, events } = watchEvents(await openKeys(), () => meanwhile()));
  const slot = await plainSlot();
  slotId = slot.id;
  await work.store.slots.add(slot);
  told = [];
  context = {
    store: work.store,
    host: { relyingParty: PARTY, gatedUnlock: true, nativeBound: false },
    session: {
      operator: { operatorId: OPERATOR_ID },
      slotId,
      audit: work.audit,
      programme: null,
    } as unknown as OpenSession,
    deps: { now: () => NOW },
    ceremonies: createFactorCeremonies(() => PARTY),
    writes: createMutex(),
    argon2Cost: () => Promise.resolve(MINIMUM_ARGON2_COST),
    emit: (event: unknown) => told.push(event),
  } as unknown as VaultContext;
  calls = createFactorCalls(context);
});

/** Puts a signed programme with this policy on the laptop. */
async function setPolicy(policy: Partial<ProgrammePolicy>): Promise<void> {
  const { administrator, pack } = await samplePack();
  const changed = { ...pack, policy: { ...pack.policy, ...policy } };
  await work.store.write('programme', {
    pack: await signMessage(administrator, 'programme-pack', changed),
    administrator: { kid: administrator.kid, publicKey: administrator.publicKey },
    deviceCode: 'AB12',
    serverUrl: PARTY.origin,
  });
}

const slots = () => work.store.slots.toArray();
const addable = async () => (await calls.listFactors()).addable;

describe('the list of ways to unlock', () => {
  test('says of each what it is, and what else may be added', async () => {
    expect(await calls.listFactors()).toEqual({
      factors: [
        {
          id: slotId,
          tier: 'passphrase-only',
          name: 'First',
          createdAt: '2026-01-01T00:00:00.000Z',
          lastUsedAt: null,
          isInUse: true,
          mayRemove: false,
        },
      ],
      // A second one of the same passphrase would be the same way.
      addable: ['bound', 'gated'],
      passphraseMinLength: 12,
      recovery: null,
    });
  });

  test('of an earlier app has neither names nor dates', async () => {
    await work.store.slots.update(slotId, { name: undefined, createdAt: undefined });
    const [factor] = (await calls.listFactors()).factors;
    expect(factor).toMatchObject({ name: '', createdAt: null });
  });

  test('offers what the programme’s policy allows, and a passphrase alone where there is none', async () => {
    await setPolicy({ allowedTiers: ['gated', 'passphrase-only'], passphraseMinLength: 14 });
    expect(await addable()).toEqual(['gated']);
    expect((await calls.listFactors()).passphraseMinLength).toBe(14);
    await calls.addFactor(ONLY, gated(), 'Touch ID');
    await work.store.slots.delete(slotId);
    expect(await addable()).toEqual(['gated', 'passphrase-only']);
    const [gatedSlot] = await slots();
    await work.store.slots.add({ ...gatedSlot!, id: 'second', tier: 'passphrase-only' });
    expect(await addable()).toEqual(['gated']);
  });

  test('names the holders of the recovery’s shares once there are any', async () => {
    const row = { operatorId: OPERATOR_ID, shares: null } as unknown as RecoverySlotRow;
    await work.store.recoverySlots.put(row);
    expect((await calls.listFactors()).recovery).toBeNull();
    const shares = { threshold: 2, shares: [{ holder: 'Ruth' }, { holder: 'Omar' }] };
    await work.store.recoverySlots.put({ ...row, shares } as unknown as RecoverySlotRow);
    expect((await calls.listFactors()).recovery).toEqual({ needed: 2, holders: ['Ruth', 'Omar'] });
  });
});

describe('a change', () => {
  test('overwrites the vault key and the factor’s share, and tells the screens', async () => {
    const zeroed = await zeroedBytes(() => calls.addFactor(ONLY, gated(), 'Touch ID'));
    expect(zeroed).toContainEqual(vaultKey);
    expect(zeroed).toContainEqual(share);
    expect(told).toEqual([{ type: 'state-changed' }]);
    expect(events).toMatchObject([{ kind: 'factor.added', tier: 'gated' }]);
    const [added] = (await slots()).filter(({ id }) => id !== slotId);
    expect(added).toMatchObject({ name: 'Touch ID', createdAt: NOW.toISOString() });
    expect(await openSlot(added!, PASSPHRASE, share)).toEqual(vaultKey);
  });

  test('to a tier that host or policy do not have is refused', async () => {
    const refused = { code: 'vault.slot-not-allowed' };
    const native = { tier: 'native-bound', credentialId: 'n', share: share.slice() } as const;
    await expect(calls.addFactor(ONLY, native, '')).rejects.toMatchObject({
      ...refused,
      details: { tier: 'native-bound' },
    });
    await setPolicy({ allowedTiers: ['bound', 'native-bound', 'passphrase-only'] });
    await expect(calls.addFactor(ONLY, gated(), '')).rejects.toMatchObject(refused);
    expect(await slots()).toHaveLength(1);
    expect(told).toHaveLength(2);
  });

  test.each<[string, () => void]>([
    ['the vault was locked', () => (context.session = null)],
    [
      'somebody else has unlocked',
      () =>
        (context.session = {
          ...context.session!,
          operator: { operatorId: 'another' },
        } as OpenSession),
    ],
  ])('is not written once %s', async (_what, change) => {
    context.argon2Cost = () => {
      change();
      return Promise.resolve(MINIMUM_ARGON2_COST);
    };
    await expect(calls.addFactor(ONLY, gated(), '')).rejects.toMatchObject({
      code: 'vault.locked',
    });
    expect(await slots()).toHaveLength(1);
  });

  test('of what another window has removed meanwhile, or of another’s, is refused', async () => {
    await calls.addFactor(ONLY, gated(), '');
    const [added] = (await slots()).filter(({ id }) => id !== slotId);
    meanwhile = () => work.store.slots.delete(added!.id);
    await expect(calls.removeFactor(ONLY, added!.id)).rejects.toMatchObject({
      code: 'vault.factor-unknown',
    });
    await work.store.slots.add({ ...added!, operatorId: 'another' });
    await expect(calls.removeFactor(ONLY, added!.id)).rejects.toMatchObject({
      code: 'vault.factor-unknown',
    });
  });
});

describe('a way to unlock', () => {
  /** A second one, by the host's share; answers its id. */
  async function second(): Promise<string> {
    await calls.addFactor(ONLY, gated(), 'Touch ID');
    return (await slots()).find(({ id }) => id !== slotId)!.id;
  }

  test('may be removed while another is left, and tells the host what to forget', async () => {
    const id = await second();
    const { factors } = await calls.listFactors();
    expect(factors.map(({ isInUse, mayRemove }) => [isInUse, mayRemove])).toEqual([
      [true, true],
      [false, true],
    ]);
    const forgotten = { tier: 'gated', credentialId: 'gated-1' };
    expect(await calls.removeFactor(ONLY, id)).toEqual(forgotten);
    expect((await slots()).map((slot) => slot.id)).toEqual([slotId]);
    expect(events.at(-1)).toEqual({ kind: 'factor.removed', subject: id, tier: 'gated' });
    await expect(calls.removeFactor(ONLY, slotId)).rejects.toMatchObject({
      code: 'vault.factor-last',
    });
    await expect(calls.removeFactor(ONLY, id)).rejects.toMatchObject({
      code: 'vault.factor-unknown',
    });
  });

  test('may be replaced in the same moment', async () => {
    const id = await second();
    const share2 = randomBytes(32);
    const old = await calls.replaceFactor(ONLY, id, gated(share2), 'New');
    expect(old).toEqual({ tier: 'gated', credentialId: 'gated-1' });
    const [replaced, ...others] = (await slots()).filter((slot) => slot.id !== slotId);
    expect(others).toEqual([]);
    expect(replaced?.name).toBe('New');
    expect(await openSlot(replaced!, PASSPHRASE, share2)).toEqual(vaultKey);
    expect(events.at(-1)).toEqual({ kind: 'factor.replaced', subject: id, tier: 'gated' });
  });

  test('is shown for a change as for an unlock', async () => {
    expect(await calls.beginReauthentication()).toEqual({ tier: 'passphrase-only' });
  });

  test('opens by a new passphrase, like every other', async () => {
    const id = await second();
    await calls.changePassphrase(ONLY, NEW_PASSPHRASE);
    for (const slot of await slots()) {
      const factor = slot.id === id ? share : new Uint8Array(0);
      expect(await openSlot(slot, NEW_PASSPHRASE, factor)).toEqual(vaultKey);
    }
    expect(events.at(-1)).toEqual({ kind: 'passphrase.changed', count: 2 });
  });

  test('that another window has put in the place of one is given the new passphrase too', async () => {
    const id = await second();
    const other = await plainSlot();
    let isDue = true;
    meanwhile = async () => {
      if (!isDue) return;
      isDue = false;
      await work.store.slots.delete(id);
      await work.store.slots.add(other);
    };
    await calls.changePassphrase(ONLY, NEW_PASSPHRASE);
    for (const slot of await slots()) {
      expect(await openSlot(slot, NEW_PASSPHRASE, new Uint8Array(0))).toEqual(vaultKey);
    }
    expect(await slots()).toHaveLength(2);
  });
});

describe('a new passphrase', () => {
  test('is long enough by the policy of the programme', async () => {
    await setPolicy({
      allowedTiers: ['passphrase-only'],
      passphraseMinLength: NEW_PASSPHRASE.length + 1,
    });
    await expect(calls.changePassphrase(ONLY, NEW_PASSPHRASE)).rejects.toMatchObject({
      code: 'vault.passphrase-too-short',
      details: { minimum: NEW_PASSPHRASE.length + 1 },
    });
  });

  test('is put on what another window has added meanwhile, and given up where that never ends', async () => {
    const [first] = await slots();
    const others = [await plainSlot(), await plainSlot(), await plainSlot()];
    meanwhile = async () => work.store.slots.put(others.pop()!);
    await expect(calls.changePassphrase(ONLY, NEW_PASSPHRASE)).rejects.toMatchObject({
      code: 'vault.internal',
    });
    expect(others).toEqual([]);
    expect(events).toEqual([]);
    expect(await openSlot(first!, PASSPHRASE, new Uint8Array(0))).toEqual(vaultKey);
  });
});

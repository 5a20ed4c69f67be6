/** Several ways to unlock: each opens, changes are whole or not at all, and the last allowed one stays. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FieldsealStore } from '../../renderer/vault/database/store.ts';
import type { FactorProof, Reauthentication } from '../../renderer/vault/factors-api.ts';
import { randomBytes } from '../../shared/crypto/index.ts';
import { IDBKeyRange } from 'fake-indexeddb';
import { ORIGIN, startTestServer, type TestServer } from '../../server/test/test-server.ts';
import {
  createSoftwareAuthenticator,
  type SoftwareAuthenticator,
} from '../support/software-authenticator.ts';
import { failAtWrite } from './break-writes.ts';
import { PARTY, PASSPHRASE, startLaptop, type Laptop } from './world.ts';

const NEW_PASSPHRASE = 'another horse, another battery';

/** A security key as a person has it: its credential and the PRF output it gives. */
interface Key {
  readonly authenticator: SoftwareAuthenticator;
  readonly prf: Uint8Array<ArrayBuffer>;
}

let server: TestServer;
let laptop: Laptop;
let operatorId = '';
const blue = newKey();
const red = newKey();
const gatedShare = randomBytes(32);

function newKey(): Key {
  return { authenticator: createSoftwareAuthenticator(PARTY, 'ES256'), prf: randomBytes(32) };
}

function gated(share = gatedShare): FactorProof {
  return { tier: 'gated', credentialId: 'Z2F0ZWQ', share: share.slice() };
}

async function register(key: Key): Promise<FactorProof> {
  const { challenge } = await laptop.vault.beginFactor(operatorId);
  return {
    tier: 'bound',
    response: key.authenticator.register(challenge),
    prf: key.prf.slice(),
  };
}

/** The proof of a key for whatever asks: unlocking, or a change in the settings. */
async function show(key: Key, isUnlock = false): Promise<FactorProof> {
  const asked = isUnlock
    ? await laptop.vault.beginUnlock(operatorId, 'bound')
    : await laptop.vault.beginReauthentication('bound');
  if (asked.tier !== 'bound') throw new Error('bound tier expected');
  return {
    tier: 'bound',
    response: key.authenticator.assert(asked.options.challenge),
    prf: key.prf.slice(),
  };
}

async function proofBy(key: Key, passphrase = PASSPHRASE): Promise<Reauthentication> {
  return { passphrase, factor: await show(key) };
}

async function opensBy(factor: FactorProof, passphrase = PASSPHRASE): Promise<string> {
  return laptop.vault.unlock(operatorId, passphrase, factor).then(
    (session) => session.tier,
    (error: unknown) => (error as { code: string }).code,
  );
}

async function slotOf(name: string): Promise<string> {
  const { factors } = await laptop.vault.listFactors();
  return factors.find((factor) => factor.name === name)?.id ?? '';
}

beforeAll(async () => {
  server = await startTestServer();
  laptop = await startLaptop(server.app, true);
  const { code } = await server.addPerson('administrator', ['highlands']);
  operatorId = (await laptop.vault.claimCode(ORIGIN, code)).operatorId;
  await laptop.vault.createOperator(code, PASSPHRASE, await register(blue));
}, 60_000);
afterAll(() => server.close());

describe('a second way to unlock', () => {
  test('is added by passphrase and an existing one, and then each opens', async () => {
    expect((await laptop.vault.listFactors()).factors).toMatchObject([
      { tier: 'bound', name: '', isInUse: true, mayRemove: false },
    ]);
    const proof = await proofBy(blue);
    await laptop.vault.addFactor(proof, await register(red), 'Red key');
    await laptop.vault.addFactor(await proofBy(red), gated(), 'Touch ID');
    expect((await laptop.vault.state()).operators[0]?.tiers).toEqual(['bound', 'gated']);
    await laptop.restart();
    for (const key of [blue, red]) expect(await opensBy(await show(key, true))).toBe('bound');
    expect(await laptop.vault.beginUnlock(operatorId, 'gated')).toEqual({ tier: 'gated' });
    expect(await opensBy(gated())).toBe('gated');
    const { factors } = await laptop.vault.listFactors();
    expect(factors.map(({ name, isInUse }) => [name, isInUse])).toEqual([
      ['', false],
      ['Red key', false],
      ['Touch ID', true],
    ]);
    expect(factors.every(({ mayRemove, lastUsedAt }) => mayRemove && lastUsedAt !== null)).toBe(
      true,
    );
  }, 60_000);

  test('offers every key at once, each with a salt of its own; registered ones are not taken twice', async () => {
    const asked = await laptop.vault.beginUnlock(operatorId);
    if (asked.tier !== 'bound') throw new Error('bound tier expected');
    const ids = [blue, red].map(({ authenticator }) => authenticator.credentialId);
    expect(asked.options.allowCredentials?.map(({ id }) => id)).toEqual(ids);
    const { prf } = asked.options.extensions as unknown as {
      prf: { evalByCredential: Record<string, { first: string }> };
    };
    expect(Object.keys(prf.evalByCredential)).toEqual(ids);
    const salts = Object.values(prf.evalByCredential).map(({ first }) => first);
    expect(new Set(salts).size).toBe(2);
    const options = await laptop.vault.beginFactor(operatorId);
    expect(options.excludeCredentials?.map(({ id }) => id)).toEqual(ids);
  });

  test('is refused to a wrong passphrase, which waits as at unlocking, and to the PRF output of another', async () => {
    const wrong = await proofBy(blue, 'not the passphrase');
    await expect(laptop.vault.addFactor(wrong, await register(newKey()), '')).rejects.toMatchObject(
      { code: 'vault.passphrase-wrong', details: { attempts: 1 } },
    );
    const mixed = await show({ authenticator: blue.authenticator, prf: red.prf });
    await expect(
      laptop.vault.removeFactor({ passphrase: PASSPHRASE, factor: mixed }, await slotOf('Red key')),
    ).rejects.toMatchObject({ code: 'vault.passphrase-wrong', details: { attempts: 2 } });
    expect((await laptop.vault.listFactors()).factors).toHaveLength(3);
  }, 30_000);

  test('may be a native key of the host, known by its id', async () => {
    const share = randomBytes(32);
    const native = (bytes = share): FactorProof => ({
      tier: 'native-bound',
      credentialId: 'native-1',
      share: bytes.slice(),
    });
    await laptop.vault.addFactor(await proofBy(blue), native(), 'Hello');
    expect(await laptop.vault.beginUnlock(operatorId, 'native-bound')).toEqual({
      tier: 'native-bound',
      keyId: 'native-1',
    });
    expect(await opensBy(native(randomBytes(32)))).toBe('vault.passphrase-wrong');
    expect(await opensBy(native())).toBe('native-bound');
    expect(await laptop.vault.removeFactor(await proofBy(blue), await slotOf('Hello'))).toEqual({
      tier: 'native-bound',
      credentialId: 'native-1',
    });
  }, 30_000);

  test('must give 32 bytes', async () => {
    await expect(
      laptop.vault.addFactor(
        await proofBy(blue),
        { tier: 'native-bound', credentialId: 'x', share: new Uint8Array(31) },
        '',
      ),
    ).rejects.toMatchObject({ code: 'webauthn.foreign' });
  });

  test('of nobody who is signed in can’t be changed', async () => {
    const proof = await proofBy(blue);
    const slotId = await slotOf('Red key');
    await laptop.vault.lock();
    await expect(laptop.vault.removeFactor(proof, slotId)).rejects.toMatchObject({
      code: 'vault.locked',
    });
    await expect(laptop.vault.listFactors()).rejects.toMatchObject({ code: 'vault.locked' });
    expect(await opensBy(await show(blue, true))).toBe('bound');
  });
});

describe('a new passphrase', () => {
  test('goes with every way to unlock, though only one was at hand', async () => {
    await expect(laptop.vault.changePassphrase(await proofBy(blue), 'short')).rejects.toMatchObject(
      { code: 'vault.passphrase-too-short' },
    );
    await laptop.vault.changePassphrase(await proofBy(blue), NEW_PASSPHRASE);
    await laptop.restart();
    for (const key of [blue, red]) {
      expect(await opensBy(await show(key, true))).toBe('vault.passphrase-wrong');
      expect(await opensBy(await show(key, true), NEW_PASSPHRASE)).toBe('bound');
    }
    expect(await opensBy(gated(), NEW_PASSPHRASE)).toBe('gated');
  }, 60_000);

  test('that can’t be written at any point leaves the old one good everywhere', async () => {
    const store = new FieldsealStore(laptop.databaseName, {
      indexedDB: laptop.indexedDB,
      IDBKeyRange,
    });
    const before = await store.slots.toArray();
    let nth = 3;
    for (; nth < 12; nth++) {
      const proof = await proofBy(blue, NEW_PASSPHRASE);
      const failure = failAtWrite(nth);
      const isDone = await laptop.vault.changePassphrase(proof, PASSPHRASE).then(
        () => true,
        () => false,
      );
      failure.restore();
      const after = await store.slots.toArray();
      const isOld = after.every((slot, index) => slot.salt.join() === before[index]?.salt.join());
      const isNew = after.every((slot, index) => slot.salt.join() !== before[index]?.salt.join());
      expect(isDone ? isNew : isOld).toBe(true);
      if (isDone) break;
    }
    store.close();
    expect(nth).toBeGreaterThan(3);
    expect(await opensBy(gated())).toBe('gated');
    expect(await opensBy(await show(red, true))).toBe('bound');
  }, 90_000);
});

test('every change stands in the audit chain as soon as it is made', async () => {
  const store = new FieldsealStore(laptop.databaseName, {
    indexedDB: laptop.indexedDB,
    IDBKeyRange,
  });
  /** Events on the disk after `change`, of which nothing waits for the next write. */
  async function written(change: () => Promise<unknown>): Promise<number> {
    await laptop.vault.listActivity(null, 1);
    const before = await store.audit.count();
    await change();
    return (await store.audit.count()) - before;
  }
  const key = newKey();
  const proof = await proofBy(blue);
  expect(await written(async () => laptop.vault.addFactor(proof, await register(key), 'K'))).toBe(
    1,
  );
  const again = await proofBy(blue);
  expect(await written(() => laptop.vault.changePassphrase(again, PASSPHRASE))).toBe(1);
  const last = await proofBy(blue);
  const slotId = await slotOf('K');
  expect(await written(() => laptop.vault.removeFactor(last, slotId))).toBe(1);
  store.close();
  const { entries } = await laptop.vault.listActivity(null, 3);
  expect(entries.map(({ event }) => event?.kind)).toEqual([
    'factor.removed',
    'passphrase.changed',
    'factor.added',
  ]);
}, 30_000);

test('a way that another window removes meanwhile does not come back with a new passphrase', async () => {
  await laptop.vault.addFactor(await proofBy(blue), gated(), 'Stolen');
  const slotId = await slotOf('Stolen');
  const store = new FieldsealStore(laptop.databaseName, {
    indexedDB: laptop.indexedDB,
    IDBKeyRange,
  });
  const usedAt = async (): Promise<string> =>
    (await store.slots.toArray()).map((slot) => slot.lastUsedAt).join();
  const before = await usedAt();
  const changing = laptop.vault.changePassphrase(await proofBy(blue), NEW_PASSPHRASE);
  // The old passphrase was right: now the new one is stretched for each way.
  await expect.poll(usedAt, { interval: 5, timeout: 30_000 }).not.toBe(before);
  await store.slots.delete(slotId);
  await changing;
  expect(await store.slots.get(slotId)).toBeUndefined();
  store.close();
  await laptop.vault.changePassphrase(await proofBy(blue, NEW_PASSPHRASE), PASSPHRASE);
}, 60_000);

describe('replacing and removing', () => {
  test('ends the old one in the same moment', async () => {
    const green = newKey();
    const proof = await proofBy(blue);
    const removed = await laptop.vault.replaceFactor(
      proof,
      await slotOf('Red key'),
      await register(green),
      'Green key',
    );
    expect(removed).toEqual({ tier: 'bound', credentialId: null });
    expect(await opensBy(await show(red, true))).toBe('webauthn.foreign');
    expect(await opensBy(await show(green, true))).toBe('bound');
    await expect(
      laptop.vault.removeFactor(await proofBy(blue), 'no-such-slot'),
    ).rejects.toMatchObject({ code: 'vault.factor-unknown' });
  }, 30_000);

  test('tells the host what to forget, and stops before the last one', async () => {
    expect(await laptop.vault.removeFactor(await proofBy(blue), await slotOf('Touch ID'))).toEqual({
      tier: 'gated',
      credentialId: 'Z2F0ZWQ',
    });
    expect(await opensBy(gated())).toBe('vault.slot-not-allowed');
    await laptop.vault.removeFactor(await proofBy(blue), await slotOf('Green key'));
    const { factors } = await laptop.vault.listFactors();
    expect(factors).toMatchObject([{ mayRemove: false }]);
    await expect(
      laptop.vault.removeFactor(await proofBy(blue), factors[0]!.id),
    ).rejects.toMatchObject({ code: 'vault.factor-last' });
    expect(await opensBy(await show(blue, true))).toBe('bound');
  }, 30_000);
});

test('a slot of version 1 opens, and gets what a new passphrase needs', async () => {
  await laptop.vault.lock();
  const store = new FieldsealStore(laptop.databaseName, {
    indexedDB: laptop.indexedDB,
    IDBKeyRange,
  });
  const [slot] = await store.slots.toArray();
  const { name, createdAt, lastUsedAt, sealedFactor, ...old } = slot!;
  expect([name, createdAt, lastUsedAt, sealedFactor].every((value) => value !== undefined)).toBe(
    true,
  );
  await store.slots.put(old);
  store.close();
  await laptop.restart();
  expect(await opensBy(await show(blue, true))).toBe('bound');
  await laptop.vault.changePassphrase(await proofBy(blue), NEW_PASSPHRASE);
  expect(await opensBy(await show(blue, true), NEW_PASSPHRASE)).toBe('bound');
}, 30_000);

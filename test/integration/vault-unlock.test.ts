import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { UnlockChallenge } from '../../renderer/vault/factors-api.ts';
import { randomBytes } from '../../shared/crypto/index.ts';
import { ORIGIN } from '../../server/test/test-server.ts';
import {
  createSoftwareAuthenticator,
  type Breakage,
  type SoftwareAuthenticator,
} from '../support/software-authenticator.ts';
import {
  approve,
  createWorld,
  enrol,
  PARTY,
  PASSPHRASE,
  setUp,
  startLaptop,
  unlock,
  type Laptop,
  type World,
} from './world.ts';

let world: World;
let laptop: Laptop;
let authenticator: SoftwareAuthenticator;
let operatorId: string;
const prf = randomBytes(32);

beforeAll(async () => {
  world = await createWorld();
  laptop = await startLaptop(world.server.app);
  authenticator = createSoftwareAuthenticator(PARTY, 'ES256');
  const { code } = await world.server.addPerson('enumerator', ['nahr']);
  const person = await laptop.vault.claimCode(ORIGIN, code);
  operatorId = person.operatorId;
  const options = await laptop.vault.beginFactor(operatorId);
  expect(options.authenticatorSelection?.userVerification).toBe('required');
  await laptop.vault.createOperator(code, PASSPHRASE, {
    tier: 'bound',
    response: authenticator.register(options.challenge),
    prf: prf.slice(),
  });
  await approve(world.office, laptop);
}, 90_000);
afterAll(async () => {
  await world.server.close();
}, 30_000);

async function challengeOf(): Promise<Extract<UnlockChallenge, { tier: 'bound' }>['options']> {
  const challenge = await laptop.vault.beginUnlock(operatorId);
  if (challenge.tier !== 'bound') throw new Error('bound tier expected');
  return challenge.options;
}

async function tryUnlock(breakage: Breakage = {}, output = prf.slice()): Promise<string> {
  const { challenge } = await challengeOf();
  const response = authenticator.assert(challenge, breakage);
  return laptop.vault.unlock(operatorId, PASSPHRASE, { tier: 'bound', response, prf: output }).then(
    (session) => session.status,
    (error: unknown) => (error as { code: string }).code,
  );
}

describe('the bound tier', () => {
  test('the PRF input is the slot’s own, the same at every unlock', async () => {
    const first = await challengeOf();
    const second = await challengeOf();
    expect(first.extensions).toEqual(second.extensions);
    expect(first.challenge).not.toBe(second.challenge);
    expect(first.allowCredentials?.map((entry) => entry.id)).toEqual([authenticator.credentialId]);
  });

  test('opens by the right assertion and PRF output, which is zeroed', async () => {
    await laptop.vault.lock();
    const output = prf.slice();
    expect(await tryUnlock({}, output)).toBe('active');
    expect(output).toEqual(new Uint8Array(32));
    await enrol(laptop);
  });

  test.each<[string, Breakage, string]>([
    ['another origin', { origin: 'https://evil.example' }, 'webauthn.origin-mismatch'],
    ['another relying party', { rpId: 'evil.example' }, 'webauthn.rp-mismatch'],
    ['an old challenge', { challenge: 'b2xk' }, 'webauthn.challenge-mismatch'],
    ['another credential', { credentialId: 'b3RoZXI' }, 'webauthn.foreign'],
    ['nobody present', { userPresent: false }, 'webauthn.user-absent'],
    ['no user verification', { userVerified: false }, 'webauthn.user-not-verified'],
    ['a broken signature', { signature: 'broken' }, 'webauthn.signature-invalid'],
    ['a counter that went back', { counter: 1 }, 'webauthn.counter-rollback'],
  ])('%s is refused and counts as no attempt at the passphrase', async (_name, breakage, code) => {
    await laptop.vault.lock();
    expect(await tryUnlock(breakage)).toBe(code);
    expect((await laptop.vault.state()).session).toBeNull();
    expect((await laptop.vault.state()).operators[0]?.backOffUntil).toBeNull();
  });

  test('an assertion counts once', async () => {
    const { challenge } = await challengeOf();
    const response = authenticator.assert(challenge);
    const proof = (): Parameters<Laptop['vault']['unlock']>[2] => ({
      tier: 'bound',
      response,
      prf: prf.slice(),
    });
    await laptop.vault.unlock(operatorId, PASSPHRASE, proof());
    await laptop.vault.lock();
    await expect(laptop.vault.unlock(operatorId, PASSPHRASE, proof())).rejects.toMatchObject({
      code: 'webauthn.challenge-mismatch',
    });
  });

  test('another PRF output opens nothing; the error names both possibilities', async () => {
    const { challenge } = await challengeOf();
    const response = authenticator.assert(challenge);
    await expect(
      laptop.vault.unlock(operatorId, PASSPHRASE, {
        tier: 'bound',
        response,
        prf: randomBytes(32),
      }),
    ).rejects.toMatchObject({
      code: 'vault.passphrase-wrong',
      details: { attempts: 1, factorVerified: true },
    });
  });

  test('the factor cannot be left out', async () => {
    await challengeOf();
    await expect(
      laptop.vault.unlock(operatorId, PASSPHRASE, { tier: 'passphrase-only' }),
    ).rejects.toMatchObject({ code: 'vault.slot-not-allowed' });
  });
});

describe('wrong passphrases', () => {
  test('the fifth makes the operator wait, a restart does not help, nothing is destroyed', async () => {
    const { field, enumeratorId } = world;
    const start = Date.now();
    const recordId = await enrol(field, { familyName: 'Kept' });
    await field.vault.lock();
    field.now = () => new Date(start);
    const wrong = { tier: 'passphrase-only' } as const;
    for (let attempt = 1; attempt <= 5; attempt++) {
      await expect(
        field.vault.unlock(enumeratorId, 'not the passphrase', wrong),
      ).rejects.toMatchObject({
        code: 'vault.passphrase-wrong',
        details: { attempts: attempt, seconds: attempt < 5 ? 0 : 30, factorVerified: false },
      });
    }
    await field.restart();
    await expect(field.vault.unlock(enumeratorId, PASSPHRASE, wrong)).rejects.toMatchObject({
      code: 'vault.backing-off',
      details: { seconds: 30, attempts: 5 },
    });
    field.now = () => new Date(start + 31_000);
    await expect(
      field.vault.unlock(enumeratorId, 'not the passphrase', wrong),
    ).rejects.toMatchObject({ details: { attempts: 6, seconds: 60 } });
    // A clock set back by years must not lock the operator out for years.
    field.now = () => new Date(0);
    await expect(field.vault.unlock(enumeratorId, PASSPHRASE, wrong)).rejects.toMatchObject({
      code: 'vault.backing-off',
      details: { seconds: 60 },
    });
    field.now = () => new Date(61_000);
    await unlock(field, enumeratorId);
    expect((await field.vault.openRecord(recordId)).answers['familyName']).toBe('Kept');
    field.now = () => new Date();
  }, 30_000);
});

describe('the lease', () => {
  test('past it the vault stays shut, sealed records are still delivered', async () => {
    const { server, office } = world;
    const late = await startLaptop(server.app);
    const lateId = await setUp(late, (await server.addPerson('enumerator', ['nahr'])).code);
    await approve(office, late);
    await enrol(late);
    await late.vault.lock();
    const DAYS_61 = 61 * 86_400_000;
    late.now = () => new Date(Date.now() + DAYS_61);
    await expect(late.vault.beginUnlock(lateId)).rejects.toMatchObject({
      code: 'vault.lease-expired',
    });
    expect((await late.vault.state()).operators[0]?.status).toBe('lease-expired');
    late.now = () => new Date();
    expect(await late.vault.sync()).toMatchObject({ accepted: 1 });
  }, 30_000);
});

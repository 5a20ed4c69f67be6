import { beforeEach, describe, expect, test } from 'vitest';
import { MINIMUM_ARGON2_COST, randomBytes } from '../../shared/crypto/index.ts';
import { fromBase64Url, type Bytes } from '../../shared/encoding/bytes.ts';
import {
  createSoftwareAuthenticator,
  type SoftwareAuthenticator,
} from '../support/software-authenticator.ts';
import type { SlotRow } from '../../renderer/vault/database/rows.ts';
import type { FactorProof } from '../../renderer/vault/factors-api.ts';
import {
  createFactorCeremonies,
  type FactorCeremonies,
} from '../../renderer/vault/keys/factor-ceremonies.ts';
import { type SlotFactor } from '../../renderer/vault/keys/slot.ts';

const PARTY = { rpId: 'localhost', origin: 'http://localhost:8440' };
const AMAL = { operatorId: 'op', name: 'Amal' };
const prf = randomBytes(32);
const share = randomBytes(32);

let ceremonies: FactorCeremonies;
let authenticator: SoftwareAuthenticator;
beforeEach(() => {
  ceremonies = createFactorCeremonies(() => PARTY);
  authenticator = createSoftwareAuthenticator(PARTY, 'ES256');
});

function registration(challenge: string, output: Bytes = prf): FactorProof {
  return { tier: 'bound', response: authenticator.register(challenge), prf: output };
}

function assertion(challenge: string, output: Bytes = prf): FactorProof {
  return { tier: 'bound', response: authenticator.assert(challenge), prf: output };
}

function slotFor(factor: SlotFactor): SlotRow {
  const { tier, credential, prfSalt, credentialId } = factor;
  return {
    id: `slot-${tier}`,
    operatorId: 'op',
    tier,
    credential,
    prfSalt,
    credentialId,
    cost: MINIMUM_ARGON2_COST,
    salt: randomBytes(32),
    wrappedVaultKey: new Uint8Array(0),
    keyCheck: new Uint8Array(0),
  };
}

/** The PRF inputs of a ceremony's options, which stand there as text. */
function prfOf(options: { readonly extensions?: object }): {
  readonly eval?: { readonly first: string };
  readonly evalByCredential?: Readonly<Record<string, { readonly first: string }>>;
} {
  return (options.extensions as { prf: ReturnType<typeof prfOf> }).prf;
}

const none = { credential: null, prfSalt: null } as const;
const gated = slotFor({ ...none, tier: 'gated', credentialId: 'gated-1', bytes: share });
const plain = slotFor({ ...none, tier: 'passphrase-only', credentialId: null, bytes: share });

async function registered(): Promise<SlotRow> {
  const { challenge } = ceremonies.beginRegistration(AMAL);
  return slotFor(await ceremonies.finishRegistration('op', registration(challenge)));
}

describe('a registration', () => {
  test('gives a bound factor; its check evaluates the same credential over the same salt', async () => {
    const options = ceremonies.beginRegistration(AMAL, ['known']);
    expect(options.rp.id).toBe('localhost');
    expect(options.user.name).toBe('Amal');
    expect(options.excludeCredentials).toEqual([{ type: 'public-key', id: 'known' }]);
    const { credentialId } = authenticator;
    const check = ceremonies.beginCheck('op', credentialId);
    expect(check.allowCredentials?.map(({ id }) => id)).toEqual([credentialId]);
    const factor = await ceremonies.finishRegistration('op', registration(options.challenge));
    expect(factor).toMatchObject({ tier: 'bound', credentialId: null, bytes: prf });
    expect(factor.credential?.id).toBe(credentialId);
    const asked = prfOf(options).eval!;
    const { evalByCredential } = prfOf(check);
    expect(evalByCredential).toEqual({ [credentialId]: asked });
    expect(fromBase64Url(asked.first)).toEqual(factor.prfSalt);
    expect(factor.prfSalt).toHaveLength(32);
  });

  test('excludes nothing where nothing is registered', () => {
    expect(ceremonies.beginRegistration(AMAL).excludeCredentials).toEqual([]);
  });

  test('counts once, and only for who began it', async () => {
    const { challenge } = ceremonies.beginRegistration(AMAL);
    const mismatch = { code: 'webauthn.challenge-mismatch' };
    expect(() => ceremonies.beginCheck('another', 'id')).toThrow(expect.objectContaining(mismatch));
    const proof = registration(challenge);
    await expect(ceremonies.finishRegistration('another', proof)).rejects.toMatchObject(mismatch);
    await ceremonies.finishRegistration('op', proof);
    await expect(ceremonies.finishRegistration('op', proof)).rejects.toMatchObject(mismatch);
    expect(() => ceremonies.beginCheck('op', 'id')).toThrow(expect.objectContaining(mismatch));
  });

  test('is no assertion, and gives 32 bytes', async () => {
    const first = ceremonies.beginRegistration(AMAL);
    await expect(
      ceremonies.finishRegistration('op', assertion(first.challenge)),
    ).rejects.toMatchObject({ code: 'webauthn.foreign' });
    const second = ceremonies.beginRegistration(AMAL);
    await expect(
      ceremonies.finishRegistration('op', registration(second.challenge, new Uint8Array(31))),
    ).rejects.toMatchObject({ code: 'webauthn.prf-missing' });
  });

  test('of what the host has checked needs no ceremony', async () => {
    expect(
      await ceremonies.finishRegistration('op', { tier: 'gated', credentialId: 'id', share }),
    ).toEqual({ ...none, tier: 'gated', credentialId: 'id', bytes: share });
    expect(await ceremonies.finishRegistration('op', { tier: 'passphrase-only' })).toEqual({
      ...none,
      tier: 'passphrase-only',
      credentialId: null,
      bytes: new Uint8Array(0),
    });
  });
});

describe('an assertion', () => {
  test('finds the slot of its credential, and the new counter', async () => {
    const slot = await registered();
    const other = { ...slot, credential: { ...slot.credential!, id: 'other' } };
    const slots = [plain, gated, other, slot];
    const options = ceremonies.beginAssertion('op', [other, slot]);
    expect(options.allowCredentials?.map(({ id }) => id)).toEqual([
      'other',
      authenticator.credentialId,
    ]);
    const found = await ceremonies.finishAssertion('op', slots, assertion(options.challenge));
    expect(found.slot).toBe(slot);
    expect(found.counter).toBe(1);
    expect(found.bytes).toEqual(prf);
  });

  test('counts once, also a refused one', async () => {
    const slot = await registered();
    const begin = (): string => ceremonies.beginAssertion('op', [slot]).challenge;
    const proof = assertion(begin());
    await ceremonies.finishAssertion('op', [slot], proof);
    const mismatch = { code: 'webauthn.challenge-mismatch' };
    await expect(ceremonies.finishAssertion('op', [slot], proof)).rejects.toMatchObject(mismatch);
    const refused = assertion(begin(), new Uint8Array(33));
    await expect(ceremonies.finishAssertion('op', [slot], refused)).rejects.toMatchObject({
      code: 'webauthn.prf-missing',
    });
    await expect(ceremonies.finishAssertion('op', [slot], refused)).rejects.toMatchObject(mismatch);
  });

  test('is no registration, and of a credential that a slot has', async () => {
    const slot = await registered();
    const foreign = { code: 'webauthn.foreign' };
    const begin = (): string => ceremonies.beginAssertion('op', [slot]).challenge;
    await expect(
      ceremonies.finishAssertion('op', [slot], registration(begin())),
    ).rejects.toMatchObject(foreign);
    const others = [{ ...slot, credential: null }, gated];
    await expect(
      ceremonies.finishAssertion('op', others, assertion(begin())),
    ).rejects.toMatchObject(foreign);
  });

  test('cannot be asked of a slot that has lost its credential or its salt', async () => {
    const slot = await registered();
    for (const part of [{ credential: null }, { prfSalt: null }]) {
      expect(() => ceremonies.beginAssertion('op', [{ ...slot, ...part }])).toThrow(
        expect.objectContaining({ code: 'vault.store-damaged', details: { part: 'slot' } }),
      );
    }
  });
});

describe('a proof that the host has checked', () => {
  test('finds the slot of its tier and credential', async () => {
    const byHost = { tier: 'gated', credentialId: 'gated-1', share } as const;
    expect(await ceremonies.finishAssertion('op', [plain, gated], byHost)).toEqual({
      slot: gated,
      bytes: share,
      counter: null,
    });
    const byNone = { tier: 'passphrase-only' } as const;
    expect(await ceremonies.finishAssertion('op', [plain, gated], byNone)).toEqual({
      slot: plain,
      bytes: new Uint8Array(0),
      counter: null,
    });
  });

  test('is refused where no slot is of its tier, or none is its credential’s', async () => {
    const proof = { tier: 'gated', credentialId: 'another', share } as const;
    await expect(ceremonies.finishAssertion('op', [plain], proof)).rejects.toMatchObject({
      code: 'vault.slot-not-allowed',
      details: { tier: 'gated' },
    });
    await expect(ceremonies.finishAssertion('op', [gated], proof)).rejects.toMatchObject({
      code: 'webauthn.foreign',
    });
    const short = { ...proof, credentialId: 'gated-1', share: new Uint8Array(31) };
    await expect(ceremonies.finishAssertion('op', [gated], short)).rejects.toMatchObject({
      code: 'webauthn.foreign',
    });
  });
});

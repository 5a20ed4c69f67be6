import { describe, expect, it } from 'vitest';
import { refusalOf } from '../../test/support/refusals.ts';
import {
  createSoftwareAuthenticator,
  type Breakage,
} from '../../test/support/software-authenticator.ts';
import { utf8, toBase64Url } from '../encoding/bytes.ts';
import {
  createChallenge,
  verifyAssertionOffline,
  verifyRegistrationOffline,
} from './relying-party.ts';

const PARTY = { rpId: 'fieldseal.example', origin: 'https://fieldseal.example' };

/** What is wrong with the ceremony, and the code that must name it. */
const BROKEN: readonly (readonly [string, Breakage, string])[] = [
  ['another origin', { origin: 'https://evil.example' }, 'webauthn.origin-mismatch'],
  ['a subdomain', { origin: 'https://x.fieldseal.example' }, 'webauthn.origin-mismatch'],
  ['another port', { origin: 'https://fieldseal.example:8443' }, 'webauthn.origin-mismatch'],
  ['another RP id', { rpId: 'evil.example' }, 'webauthn.rp-mismatch'],
  ['another challenge', { challenge: createChallenge() }, 'webauthn.challenge-mismatch'],
  ['an empty challenge', { challenge: '' }, 'webauthn.challenge-mismatch'],
  ['an unverified user', { userVerified: false }, 'webauthn.user-not-verified'],
  ['nobody present', { userPresent: false }, 'webauthn.user-absent'],
  ['another ceremony’s type', { type: 'webauthn.other' }, 'webauthn.signature-invalid'],
];

describe.each(['ES256', 'Ed25519'] as const)('offline relying party with %s', (algorithm) => {
  it('takes a registration and then its assertions, counter going up', async () => {
    const authenticator = createSoftwareAuthenticator(PARTY, algorithm);
    const challenge = createChallenge();
    let credential = await verifyRegistrationOffline(
      PARTY,
      challenge,
      authenticator.register(challenge),
    );
    expect(credential).toMatchObject({ id: authenticator.credentialId, counter: 0 });
    for (let expected = 1; expected <= 3; expected++) {
      const next = createChallenge();
      const counter = await verifyAssertionOffline(
        PARTY,
        next,
        credential,
        authenticator.assert(next),
      );
      expect(counter).toBe(expected);
      credential = { ...credential, counter };
    }
  });

  it.each(BROKEN)('refuses a registration with %s', async (_what, breakage, code) => {
    const authenticator = createSoftwareAuthenticator(PARTY, algorithm);
    const challenge = createChallenge();
    const response = authenticator.register(challenge, breakage);
    expect(await refusalOf(() => verifyRegistrationOffline(PARTY, challenge, response))).toBe(code);
  });

  it.each<readonly [string, Breakage, string]>([
    ...BROKEN,
    ['a broken signature', { signature: 'broken' }, 'webauthn.signature-invalid'],
    ['a counter that went back', { counter: 4 }, 'webauthn.counter-rollback'],
    ['a counter that stands still', { counter: 5 }, 'webauthn.counter-rollback'],
    ['a credential of somebody else', { credentialId: 'AAAA' }, 'webauthn.foreign'],
  ])('refuses an assertion with %s', async (_what, breakage, code) => {
    const authenticator = createSoftwareAuthenticator(PARTY, algorithm);
    const first = createChallenge();
    const credential = await verifyRegistrationOffline(PARTY, first, authenticator.register(first));
    const challenge = createChallenge();
    const response = authenticator.assert(challenge, { counter: 6, ...breakage });
    const known = { ...credential, counter: 5 };
    expect(await refusalOf(() => verifyAssertionOffline(PARTY, challenge, known, response))).toBe(
      code,
    );
    const right = authenticator.assert(challenge, { counter: 6 });
    expect(await verifyAssertionOffline(PARTY, challenge, known, right)).toBe(6);
  });

  it('refuses an assertion of another credential under this one’s id', async () => {
    const [mine, theirs] = [
      createSoftwareAuthenticator(PARTY, algorithm),
      createSoftwareAuthenticator(PARTY, algorithm),
    ];
    const first = createChallenge();
    const credential = await verifyRegistrationOffline(PARTY, first, mine.register(first));
    const challenge = createChallenge();
    const forged = theirs.assert(challenge, { credentialId: mine.credentialId });
    expect(
      await refusalOf(() => verifyAssertionOffline(PARTY, challenge, credential, forged)),
    ).toBe('webauthn.signature-invalid');
  });

  it('takes an authenticator that keeps no counter', async () => {
    const authenticator = createSoftwareAuthenticator(PARTY, algorithm);
    const first = createChallenge();
    const credential = await verifyRegistrationOffline(PARTY, first, authenticator.register(first));
    const challenge = createChallenge();
    const response = authenticator.assert(challenge, { counter: 0 });
    expect(await verifyAssertionOffline(PARTY, challenge, credential, response)).toBe(0);
  });

  it.each([
    ['no base64url', '***'],
    ['no JSON', toBase64Url(utf8('nonsense'))],
    ['no object', toBase64Url(utf8('null'))],
    ['nothing', ''],
  ])('refuses client data that is %s as foreign', async (_what, clientDataJSON) => {
    const authenticator = createSoftwareAuthenticator(PARTY, algorithm);
    const challenge = createChallenge();
    const registration = authenticator.register(challenge);
    const broken = { ...registration, response: { ...registration.response, clientDataJSON } };
    expect(await refusalOf(() => verifyRegistrationOffline(PARTY, challenge, broken))).toBe(
      'webauthn.foreign',
    );
  });

  it('refuses an attestation object or authenticator data that is noise, with one of our errors', async () => {
    const authenticator = createSoftwareAuthenticator(PARTY, algorithm);
    const challenge = createChallenge();
    const registration = authenticator.register(challenge);
    for (const attestationObject of ['', 'AAAA', toBase64Url(utf8('noise'))]) {
      const broken = { ...registration, response: { ...registration.response, attestationObject } };
      expect(await refusalOf(() => verifyRegistrationOffline(PARTY, challenge, broken))).toBe(
        'webauthn.signature-invalid',
      );
    }
    const credential = await verifyRegistrationOffline(PARTY, challenge, registration);
    const assertion = authenticator.assert(challenge);
    for (const authenticatorData of ['', 'AAAA', assertion.response.authenticatorData.slice(4)]) {
      const broken = { ...assertion, response: { ...assertion.response, authenticatorData } };
      expect(
        await refusalOf(() => verifyAssertionOffline(PARTY, challenge, credential, broken)),
      ).toMatch(/^webauthn\./u);
    }
  });
});

describe('challenges', () => {
  it('are 32 random bytes', () => {
    const challenges = Array.from({ length: 300 }, createChallenge);
    expect(new Set(challenges).size).toBe(300);
    for (const challenge of challenges) expect(challenge).toMatch(/^[\w-]{43}$/u);
  });
});

/**
 * The gated tier end to end: Chromium's virtual authenticator without PRF makes the ceremonies in the app's origin, the
 * real main process verifies them offline. Electron itself is stood in for.
 */
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Outcome } from '../../shared/errors/fieldseal-error.ts';
import type { CallRequest } from '../../shared/ipc/shell-calls.ts';
import { addVirtualAuthenticator, type VirtualAuthenticator } from '../support/chromium.ts';
import { bootDesktop, type BootedDesktop } from './electron-stand-in/boot.ts';

vi.mock('electron', () => import('./electron-stand-in/electron.ts'));

const OPERATOR = 'op-1';
type Assertion = CallRequest<'finishAssertion'>['response'];

let desktop: BootedDesktop;
let authenticator: VirtualAuthenticator;
let registeredShare: readonly number[] = [];

beforeAll(async () => {
  desktop = await bootDesktop();
  authenticator = await addVirtualAuthenticator(desktop.page, { hasPrf: false });
  const { share } = await register(OPERATOR);
  registeredShare = share;
});
afterAll(() => desktop.close());
beforeEach(() => authenticator.setUserVerified(true));

/** Registers in the page as the app does. */
function register(
  operatorId: string,
): Promise<{ readonly id: string; readonly share: readonly number[] }> {
  return desktop.page.evaluate(async (operator) => {
    const begun = await window.fieldseal.beginRegistration({ operatorId: operator });
    if (!begun.ok) throw new Error(begun.error.code);
    const credential = (await navigator.credentials.create({
      publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(begun.value),
    })) as PublicKeyCredential;
    const response = credential.toJSON() as never;
    const done = await window.fieldseal.finishRegistration({ operatorId: operator, response });
    if (!done.ok) throw new Error(done.error.code);
    return { id: done.value.credentialId, share: Array.from(done.value.share) };
  }, operatorId);
}

/** Asks for a challenge and lets the authenticator sign it; does not hand the answer in. */
function assert(operatorId = OPERATOR, userVerification?: 'discouraged'): Promise<Assertion> {
  return desktop.page.evaluate(
    async ([operator, verification]) => {
      const begun = await window.fieldseal.beginAssertion({ operatorId: operator });
      if (!begun.ok) throw new Error(begun.error.code);
      const options = PublicKeyCredential.parseRequestOptionsFromJSON(begun.value);
      if (verification !== undefined) options.userVerification = verification;
      const credential = (await navigator.credentials.get({
        publicKey: options,
      })) as PublicKeyCredential;
      return credential.toJSON() as never;
    },
    [operatorId, userVerification] as const,
  );
}

async function finish(
  response: Assertion,
  operatorId = OPERATOR,
): Promise<string | readonly number[]> {
  const outcome = await desktop.page.evaluate(
    async (request) => {
      const answer = (await window.fieldseal.finishAssertion(request)) as Outcome<{
        share: Uint8Array;
      }>;
      return answer.ok ? { share: Array.from(answer.value.share) } : { code: answer.error.code };
    },
    { operatorId, response },
  );
  return outcome.share ?? outcome.code;
}

function flipBit(text: string, byte: number): string {
  const bytes = Buffer.from(text, 'base64url');
  bytes.writeUInt8(bytes.readUInt8(byte) ^ 1, byte);
  return bytes.toString('base64url');
}

function edited(assertion: Assertion, change: Partial<Assertion['response']>): Assertion {
  return { ...assertion, response: { ...assertion.response, ...change } };
}

function withClientData(
  assertion: Assertion,
  change: Readonly<Record<string, unknown>>,
): Assertion {
  const text = Buffer.from(assertion.response.clientDataJSON, 'base64url').toString('utf8');
  const data = { ...(JSON.parse(text) as object), ...change };
  return edited(assertion, {
    clientDataJSON: Buffer.from(JSON.stringify(data)).toString('base64url'),
  });
}

describe('the app’s origin', () => {
  test('is a secure context with WebAuthn, though no port is open for it', async () => {
    const facts = await desktop.page.evaluate(() => ({
      origin: location.origin,
      isSecure: isSecureContext,
      hasWebAuthn: 'PublicKeyCredential' in window,
    }));
    expect(facts).toEqual({
      origin: 'https://app.fieldseal.example',
      isSecure: true,
      hasWebAuthn: true,
    });
  });
});

describe('a verified assertion', () => {
  test('releases the share that its registration made, each time', async () => {
    expect(registeredShare).toHaveLength(32);
    expect(await finish(await assert())).toEqual(registeredShare);
    expect(await finish(await assert())).toEqual(registeredShare);
  });

  test('of another operator releases another share', async () => {
    const { share } = await register('op-2');
    expect(share).not.toEqual(registeredShare);
    expect(await finish(await assert('op-2'), 'op-2')).toEqual(share);
    expect(await finish(await assert())).toEqual(registeredShare);
  });

  test('leaves no share, key or operator in the clear on disk', async () => {
    const folder = path.join(desktop.host.userData, 'keychain');
    const files = fs.readdirSync(folder);
    expect(files.length).toBeGreaterThan(0);
    const content = files.map((file) => fs.readFileSync(path.join(folder, file), 'latin1')).join();
    expect(content + files.join()).not.toContain(OPERATOR);
    expect(content).not.toContain(Buffer.from(registeredShare).toString('base64url'));
    expect(content).not.toContain(Buffer.from(registeredShare).toString('hex'));
  });
});

describe('nothing is released', () => {
  test('to the same assertion a second time', async () => {
    const assertion = await assert();
    expect(await finish(assertion)).toEqual(registeredShare);
    expect(await finish(assertion)).toBe('webauthn.challenge-mismatch');
  });

  test('to an old assertion under a new challenge', async () => {
    const old = await assert();
    await assert();
    expect(await finish(old)).toBe('webauthn.challenge-mismatch');
  });

  test('when the user cancelled, and the next try works', async () => {
    await authenticator.setUserVerified(false);
    await expect(assert()).rejects.toThrow('NotAllowedError');
    await authenticator.setUserVerified(true);
    expect(await finish(await assert())).toEqual(registeredShare);
  });

  test('to an assertion without user verification', async () => {
    await authenticator.setUserVerified(false);
    expect(await finish(await assert(OPERATOR, 'discouraged'))).toBe('webauthn.user-not-verified');
  });

  test.each([0, 8, 40])('to a signature with a flipped bit in byte %i', async (byte) => {
    const assertion = await assert();
    const signature = flipBit(assertion.response.signature, byte);
    expect(await finish(edited(assertion, { signature }))).toMatch(
      /^webauthn\.signature-invalid$/u,
    );
  });

  test('to authenticator data with the RP id hash of another', async () => {
    const assertion = await assert();
    const authenticatorData = flipBit(assertion.response.authenticatorData, 0);
    expect(await finish(edited(assertion, { authenticatorData }))).toBe('webauthn.rp-mismatch');
  });

  test('to a copy of the authenticator whose counter is behind', async () => {
    const { id } = await register('op-cloned');
    const { session, authenticatorId } = authenticator;
    const { credentials } = await session.send('WebAuthn.getCredentials', { authenticatorId });
    const copy = credentials.find(
      ({ credentialId }) => Buffer.from(credentialId, 'base64').toString('base64url') === id,
    );
    if (copy === undefined) throw new Error('the authenticator lost its credential');
    for (let i = 0; i < 3; i++)
      expect(await finish(await assert('op-cloned'), 'op-cloned')).toHaveLength(32);
    const { credentialId } = copy;
    await session.send('WebAuthn.removeCredential', { authenticatorId, credentialId });
    await session.send('WebAuthn.addCredential', { authenticatorId, credential: copy });
    expect(await finish(await assert('op-cloned'), 'op-cloned')).toBe('webauthn.counter-rollback');
  });

  test('to an assertion made for another origin', async () => {
    const assertion = withClientData(await assert(), { origin: 'https://evil.example' });
    expect(await finish(assertion)).toBe('webauthn.origin-mismatch');
  });

  test('to a registration’s client data', async () => {
    const assertion = withClientData(await assert(), { type: 'webauthn.create' });
    expect(await finish(assertion)).toBe('webauthn.signature-invalid');
  });

  test('to a credential that this operator never registered', async () => {
    await register('op-3');
    const foreign = await assert('op-3');
    await assert();
    expect(await finish(foreign)).toBe('webauthn.foreign');
  });

  test('to an operator without any', async () => {
    const begun = await desktop.page.evaluate(() =>
      window.fieldseal.beginAssertion({ operatorId: 'op-unknown' }),
    );
    expect(begun).toMatchObject({ ok: false, error: { code: 'webauthn.foreign' } });
  });

  test('to a registration answered twice or under no challenge', async () => {
    const codes = await desktop.page.evaluate(async () => {
      const begun = await window.fieldseal.beginRegistration({ operatorId: 'op-4' });
      if (!begun.ok) throw new Error(begun.error.code);
      const credential = (await navigator.credentials.create({
        publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(begun.value),
      })) as PublicKeyCredential;
      const response = credential.toJSON() as never;
      const outcomes = [
        await window.fieldseal.finishRegistration({ operatorId: 'op-5', response }),
        await window.fieldseal.finishRegistration({ operatorId: 'op-4', response }),
        await window.fieldseal.finishRegistration({ operatorId: 'op-4', response }),
      ];
      return outcomes.map((outcome) => (outcome.ok ? 'released' : outcome.error.code));
    });
    expect(codes).toEqual([
      'webauthn.challenge-mismatch',
      'released',
      'webauthn.challenge-mismatch',
    ]);
  });
});

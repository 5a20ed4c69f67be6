import { expect, test } from 'vitest';
import { createSoftwareAuthenticator } from '../../test/support/software-authenticator.ts';
import { createChallenges } from './challenges.ts';
import type { GatedCredential, GatedCredentialStore } from './gated-credentials.ts';
import { createRelyingPartyService } from './relying-party.ts';

const PARTY = { rpId: 'app.fieldseal.example', origin: 'https://app.fieldseal.example' };

function storeInMemory(): GatedCredentialStore & { readonly saves: () => number } {
  const kept = new Map<string, readonly GatedCredential[]>();
  let saves = 0;
  return {
    load: (operatorId) => Promise.resolve(kept.get(operatorId) ?? []),
    save: (operatorId, credentials) => {
      saves += 1;
      kept.set(operatorId, credentials);
      return Promise.resolve();
    },
    saves: () => saves,
  };
}

test('a forgotten credential releases nothing any more; the others of the person do', async () => {
  const credentials = storeInMemory();
  const service = createRelyingPartyService({
    party: PARTY,
    challenges: createChallenges(() => 0),
    credentials,
  });
  const keys = [
    createSoftwareAuthenticator(PARTY, 'ES256'),
    createSoftwareAuthenticator(PARTY, 'Ed25519'),
  ] as const;
  const shares = [];
  for (const key of keys) {
    const { challenge } = service.beginRegistration('op-1');
    const response = key.register(challenge);
    shares.push((await service.finishRegistration({ operatorId: 'op-1', response })).share);
  }
  await service.forget('op-1', keys[0].credentialId);
  const saves = credentials.saves();
  // Forgotten already, never known, or another person's: nothing is written.
  await service.forget('op-1', keys[0].credentialId);
  await service.forget('op-2', keys[1].credentialId);
  expect(credentials.saves()).toBe(saves);

  const { challenge, allowCredentials } = await service.beginAssertion('op-1');
  expect(allowCredentials.map(({ id }) => id)).toEqual([keys[1].credentialId]);
  const response = keys[1].assert(challenge);
  expect(await service.finishAssertion({ operatorId: 'op-1', response })).toEqual({
    share: shares[1],
  });
  const again = await service.beginAssertion('op-1');
  await expect(
    service.finishAssertion({ operatorId: 'op-1', response: keys[0].assert(again.challenge) }),
  ).rejects.toMatchObject({ code: 'webauthn.foreign' });
  await service.forget('op-1', keys[1].credentialId);
  await expect(service.beginAssertion('op-1')).rejects.toMatchObject({ code: 'webauthn.foreign' });
});

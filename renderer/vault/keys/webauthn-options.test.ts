import { expect, test } from 'vitest';
import { sha256 } from '../../../shared/crypto/index.ts';
import { fromBase64Url, toBase64Url, utf8 } from '../../../shared/encoding/bytes.ts';
import { creationOptions, requestOptions } from './webauthn-options.ts';

const salt = new Uint8Array(32).fill(7);
const SALT = toBase64Url(salt);

test('a credential is asked for with user verification and PRF, and says nothing of its maker', () => {
  const { challenge, ...options } = creationOptions(
    'example.org',
    { operatorId: 'op', name: 'Amal' },
    salt,
    ['known'],
  );
  expect(fromBase64Url(challenge)).toHaveLength(32);
  expect(options).toEqual({
    rp: { id: 'example.org', name: 'Fieldseal' },
    user: {
      // Authenticators keep it unencrypted: the operator's id itself is not given to them.
      id: toBase64Url(sha256(utf8('op'))),
      name: 'Amal',
      displayName: 'Amal',
    },
    pubKeyCredParams: [-8, -7, -257].map((alg) => ({ type: 'public-key', alg })),
    timeout: 120_000,
    attestation: 'none',
    authenticatorSelection: { userVerification: 'required', residentKey: 'preferred' },
    excludeCredentials: [{ type: 'public-key', id: 'known' }],
    extensions: { prf: { eval: { first: SALT } } },
  });
  const bare = creationOptions('example.org', { operatorId: 'op', name: 'Amal' }, salt);
  expect(bare.excludeCredentials).toEqual([]);
});

test('any one of the credentials may answer, each with the PRF of its own salt', () => {
  const other = new Uint8Array(32).fill(8);
  const { challenge, ...options } = requestOptions('example.org', [
    { id: 'blue', prfSalt: salt },
    { id: 'red', prfSalt: other },
  ]);
  expect(fromBase64Url(challenge)).toHaveLength(32);
  expect(options).toEqual({
    rpId: 'example.org',
    allowCredentials: [
      { type: 'public-key', id: 'blue' },
      { type: 'public-key', id: 'red' },
    ],
    timeout: 120_000,
    userVerification: 'required',
    extensions: {
      prf: {
        evalByCredential: {
          blue: { first: SALT },
          red: { first: toBase64Url(other) },
        },
      },
    },
  });
});

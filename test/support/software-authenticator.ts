/** A WebAuthn authenticator in software, for tests of the relying party: it can be told to break any rule. */
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { encode } from 'cborg';

/** How one ceremony departs from the right one. */
export interface Breakage {
  readonly origin?: string | undefined;
  readonly challenge?: string | undefined;
  readonly rpId?: string | undefined;
  /** `type` of the client data. */
  readonly type?: string | undefined;
  readonly userPresent?: boolean | undefined;
  readonly userVerified?: boolean | undefined;
  readonly counter?: number | undefined;
  /** Turns a bit of the signature (assertions only: "none" attestation has no signature). */
  readonly signature?: 'broken' | undefined;
  readonly credentialId?: string | undefined;
  readonly crossOrigin?: boolean | undefined;
}

export interface SoftwareAuthenticator {
  readonly credentialId: string;
  /** Registration with attestation "none" (Web Authentication Level 3, section 8.7). */
  register(challenge: string, breakage?: Breakage): RegistrationResponseJSON;
  /** Assertion; the counter goes up by one each time unless `breakage` sets it. */
  assert(challenge: string, breakage?: Breakage): AuthenticationResponseJSON;
}

const UP = 0x01;
const UV = 0x04;
const AT = 0x40;

/** A fresh credential for the relying party, ES256 (COSE -7) or Ed25519 (COSE -8). */
export function createSoftwareAuthenticator(
  party: { readonly rpId: string; readonly origin: string },
  algorithm: 'ES256' | 'Ed25519',
): SoftwareAuthenticator {
  const pair =
    algorithm === 'ES256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('ed25519');
  const rawId = randomBytes(32);
  const credentialId = rawId.toString('base64url');
  let counter = 0;

  function clientData(type: string, challenge: string, breakage: Breakage): Buffer {
    return Buffer.from(
      JSON.stringify({
        type: breakage.type ?? type,
        challenge: breakage.challenge ?? challenge,
        origin: breakage.origin ?? party.origin,
        crossOrigin: breakage.crossOrigin ?? false,
      }),
    );
  }

  function authenticatorData(flags: number, breakage: Breakage, attested: Buffer): Buffer {
    const head = Buffer.alloc(5);
    const present = breakage.userPresent === false ? 0 : UP;
    const verified = breakage.userVerified === false ? 0 : UV;
    head.writeUInt8(flags | present | verified, 0);
    head.writeUInt32BE(breakage.counter ?? counter, 1);
    return Buffer.concat([digest(Buffer.from(breakage.rpId ?? party.rpId)), head, attested]);
  }

  return {
    credentialId,
    register(challenge, breakage = {}) {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(rawId.length);
      const attested = Buffer.concat([Buffer.alloc(16), length, rawId, coseKey(pair.publicKey)]);
      const authData = authenticatorData(AT, breakage, attested);
      return {
        id: breakage.credentialId ?? credentialId,
        rawId: breakage.credentialId ?? credentialId,
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: clientData('webauthn.create', challenge, breakage).toString('base64url'),
          attestationObject: Buffer.from(encode({ fmt: 'none', attStmt: {}, authData })).toString(
            'base64url',
          ),
          transports: ['internal'],
        },
      };
    },
    assert(challenge, breakage = {}) {
      counter++;
      const data = clientData('webauthn.get', challenge, breakage);
      const authData = authenticatorData(0, breakage, Buffer.alloc(0));
      const signature = signOver(Buffer.concat([authData, digest(data)]), pair.privateKey);
      // Behind the DER header of ES256, inside the value of Ed25519.
      if (breakage.signature === 'broken') signature.writeUInt8(signature.readUInt8(20) ^ 1, 20);
      return {
        id: breakage.credentialId ?? credentialId,
        rawId: breakage.credentialId ?? credentialId,
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: data.toString('base64url'),
          authenticatorData: authData.toString('base64url'),
          signature: signature.toString('base64url'),
        },
      };
    },
  };
}

function digest(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}

function signOver(bytes: Buffer, key: KeyObject): Buffer {
  return sign(key.asymmetricKeyType === 'ec' ? 'sha256' : null, bytes, key);
}

/** COSE_Key (RFC 9052 section 7, RFC 9053 section 7) of a public key. */
function coseKey(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  const entries: readonly (readonly [number, number | Uint8Array])[] =
    key.asymmetricKeyType === 'ec'
      ? [
          [1, 2],
          [3, -7],
          [-1, 1],
          [-2, Buffer.from(x, 'base64url')],
          [-3, Buffer.from(y, 'base64url')],
        ]
      : [
          [1, 1],
          [3, -8],
          [-1, 6],
          [-2, Buffer.from(x, 'base64url')],
        ];
  return Buffer.from(encode(new Map(entries)));
}

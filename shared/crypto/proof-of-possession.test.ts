import { SignJWT, decodeJwt, decodeProtectedHeader } from 'jose';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { refusalOf } from '../../test/support/refusals.ts';
import {
  assertionKeyId,
  createClientAssertion,
  createDpopProof,
  issueAccessToken,
  keyThumbprint,
  verifyAccessToken,
  verifyClientAssertion,
  verifyDpopProof,
} from './proof-of-possession.ts';
import { generateSigningSeed, importSigningSeed } from './primitives/signing.ts';
import { fromHex } from '../encoding/bytes.ts';

const { key: device } = await generateSigningSeed();
const { key: other } = await generateSigningSeed();
const { key: server } = await generateSigningSeed();
const ORIGIN = 'https://sync.example';
const URL_ = `${ORIGIN}/v1/batches`;
const NOW = 1_800_000_000;
const REFUSED = 'server.unauthenticated';
const UNTIMELY = 'server.nonce-needed';
const NONCE = 'nonce-of-now';
const isFresh = (nonce: string): boolean => nonce === NONCE;
const YEARS = 400_000_000;

beforeEach(() => {
  vi.useFakeTimers({ now: NOW * 1000, toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function atSecond(offset: number): void {
  vi.setSystemTime((NOW + offset) * 1000);
}

/** The token with one character of its part (0 header, 1 claims, 2 signature) exchanged. */
function tamper(token: string, part: 0 | 1 | 2, at: number): string {
  const parts = token.split('.');
  const text = parts[part] ?? '';
  parts[part] = `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;
  return parts.join('.');
}

describe('client assertion (RFC 7523)', () => {
  it('is taken from the key it names, with an id of its own', async () => {
    const assertion = await createClientAssertion(device, ORIGIN, NOW);
    expect(assertionKeyId(assertion)).toBe(device.kid);
    const { jti } = await verifyClientAssertion(assertion, device.publicKey, ORIGIN, isFresh);
    const again = await verifyClientAssertion(
      await createClientAssertion(device, ORIGIN, NOW),
      device.publicKey,
      ORIGIN,
      isFresh,
    );
    expect(again.jti).not.toBe(jti);
  });

  it('names no key where it has none, or is no token at all', async () => {
    const nameless = await new SignJWT({})
      .setProtectedHeader({ alg: 'EdDSA' })
      .sign(device.privateKey);
    expect(assertionKeyId(nameless)).toBe('');
    expect(assertionKeyId('no token')).toBe('');
  });

  it('is refused for another audience, another key, or any changed character', async () => {
    const assertion = await createClientAssertion(device, ORIGIN, NOW);
    expect(
      await refusalOf(() =>
        verifyClientAssertion(assertion, device.publicKey, 'https://evil.example', isFresh),
      ),
    ).toBe(REFUSED);
    expect(
      await refusalOf(() => verifyClientAssertion(assertion, other.publicKey, ORIGIN, isFresh)),
    ).toBe(REFUSED);
    for (const part of [0, 1, 2] as const) {
      for (let at = 0; at < (assertion.split('.')[part] ?? '').length - 1; at++) {
        const changed = tamper(assertion, part, at);
        expect(
          await refusalOf(() => verifyClientAssertion(changed, device.publicKey, ORIGIN, isFresh)),
        ).toBe(REFUSED);
      }
    }
  });

  it('expires, with grace for a laptop’s clock, and is not taken from far in the future', async () => {
    const assertion = await createClientAssertion(device, ORIGIN, NOW);
    atSecond(500);
    expect(
      await refusalOf(() => verifyClientAssertion(assertion, device.publicKey, ORIGIN, isFresh)),
    ).toBe('ACCEPTED');
    atSecond(700);
    expect(
      await refusalOf(() => verifyClientAssertion(assertion, device.publicKey, ORIGIN, isFresh)),
    ).toBe(UNTIMELY);
    atSecond(-700);
    expect(
      await refusalOf(() => verifyClientAssertion(assertion, device.publicKey, ORIGIN, isFresh)),
    ).toBe(UNTIMELY);
  });

  it('with a fresh nonce of the server is taken whatever its times say, and not with another', async () => {
    for (const offset of [-YEARS, YEARS]) {
      const withNonce = (nonce: string): Promise<string> =>
        createClientAssertion(device, ORIGIN, NOW + offset, nonce);
      const outcomeOf = (assertion: string): Promise<string> =>
        refusalOf(() => verifyClientAssertion(assertion, device.publicKey, ORIGIN, isFresh));
      expect(await outcomeOf(await withNonce(NONCE))).toBe('ACCEPTED');
      expect(await outcomeOf(await withNonce('another'))).toBe(UNTIMELY);
      expect(await outcomeOf(await createClientAssertion(device, ORIGIN, NOW + offset))).toBe(
        UNTIMELY,
      );
      expect(await outcomeOf(await createClientAssertion(other, ORIGIN, NOW + offset, NONCE))).toBe(
        REFUSED,
      );
    }
  });

  it.each(['', 'x', 'a.b', 'a.b.c', 'é.é.é'])(
    'that is the noise %j names no key and is refused',
    async (noise) => {
      expect(assertionKeyId(noise)).toBe('');
      expect(
        await refusalOf(() => verifyClientAssertion(noise, device.publicKey, ORIGIN, isFresh)),
      ).toBe(REFUSED);
    },
  );

  it('without a signature or signed otherwise is refused', async () => {
    const [, claims = ''] = (await createClientAssertion(device, ORIGIN, NOW)).split('.');
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims}.`;
    expect(
      await refusalOf(() => verifyClientAssertion(none, device.publicKey, ORIGIN, isFresh)),
    ).toBe(REFUSED);
    const hmac = await new SignJWT({})
      .setProtectedHeader({ alg: 'HS256', kid: device.kid })
      .setJti('1')
      .setIssuedAt(NOW)
      .setAudience(ORIGIN)
      .sign(device.publicKey);
    expect(
      await refusalOf(() => verifyClientAssertion(hmac, device.publicKey, ORIGIN, isFresh)),
    ).toBe(REFUSED);
  });

  it('without an id is refused, as its replay could not be told', async () => {
    const bare = await new SignJWT({})
      .setProtectedHeader({ alg: 'EdDSA', kid: device.kid })
      .setIssuedAt(NOW)
      .setAudience(ORIGIN)
      .sign(device.privateKey);
    expect(
      await refusalOf(() => verifyClientAssertion(bare, device.publicKey, ORIGIN, isFresh)),
    ).toBe(REFUSED);
  });
});

describe('DPoP proof (RFC 9449)', () => {
  it('is taken for its request and token, and names the key', async () => {
    const proof = await createDpopProof(device, 'POST', URL_, NOW, 'token');
    const expected = {
      method: 'POST',
      url: URL_,
      publicKey: device.publicKey,
      accessToken: 'token',
    };
    const { thumbprint, jti } = await verifyDpopProof(proof, expected, isFresh);
    expect(thumbprint).toBe(await keyThumbprint(device.publicKey));
    expect(jti).not.toBe('');
    expect(decodeProtectedHeader(proof)).toMatchObject({ typ: 'dpop+jwt', alg: 'EdDSA' });
    expect(decodeJwt(proof)['ath']).toBe('PEaenWxYddN6Q_NT1PiOYfz4EsZu7jRXRlpAsNpBU-A');
  });

  const right = { method: 'POST', url: URL_, publicKey: device.publicKey, accessToken: 'token' };
  it.each([
    ['another method', { ...right, method: 'GET' }],
    ['another path', { ...right, url: `${ORIGIN}/v1/decisions` }],
    ['another origin', { ...right, url: 'https://evil.example/v1/batches' }],
    ['a query', { ...right, url: `${URL_}?x=1` }],
    ['another token', { ...right, accessToken: 'token2' }],
    ['no token', { ...right, accessToken: undefined }],
    ['another key', { ...right, publicKey: other.publicKey }],
  ])('is refused for %s', async (_what, expected) => {
    const proof = await createDpopProof(device, 'POST', URL_, NOW, 'token');
    expect(await refusalOf(() => verifyDpopProof(proof, expected, isFresh))).toBe(REFUSED);
  });

  it('without a token hash is refused where a token is used', async () => {
    const proof = await createDpopProof(device, 'POST', URL_, NOW);
    expect(await refusalOf(() => verifyDpopProof(proof, right, isFresh))).toBe(REFUSED);
    expect(
      await refusalOf(() => verifyDpopProof(proof, { ...right, accessToken: undefined }, isFresh)),
    ).toBe('ACCEPTED');
  });

  it('expires and is not taken from far in the future', async () => {
    const proof = await createDpopProof(device, 'POST', URL_, NOW, 'token');
    for (const offset of [-700, 700]) {
      atSecond(offset);
      expect(await refusalOf(() => verifyDpopProof(proof, right, isFresh))).toBe(UNTIMELY);
    }
  });

  it('with a fresh nonce of the server is taken whatever its time says, and tells the nonce', async () => {
    for (const offset of [-YEARS, 0, YEARS]) {
      const made = NOW + offset;
      const proof = await createDpopProof(device, 'POST', URL_, made, 'token', NONCE);
      expect((await verifyDpopProof(proof, right, isFresh)).nonce).toBe(NONCE);
      const stale = await createDpopProof(device, 'POST', URL_, made, 'token', 'another');
      expect(await refusalOf(() => verifyDpopProof(stale, right, isFresh))).toBe(UNTIMELY);
    }
  });

  it('with a fresh nonce is refused for another request, and with a nonce that is no text', async () => {
    const elsewhere = await createDpopProof(device, 'GET', URL_, NOW, 'token', NONCE);
    expect(await refusalOf(() => verifyDpopProof(elsewhere, right, isFresh))).toBe(REFUSED);
    const odd = createDpopProof(device, 'POST', URL_, NOW, 'token', 1 as unknown as string);
    expect(await refusalOf(async () => verifyDpopProof(await odd, right, () => true))).toBe(
      UNTIMELY,
    );
  });

  it('is not a client assertion, nor the other way round', async () => {
    const assertion = await createClientAssertion(device, ORIGIN, NOW);
    expect(
      await refusalOf(() =>
        verifyDpopProof(assertion, { ...right, accessToken: undefined }, isFresh),
      ),
    ).toBe(REFUSED);
    const proof = await createDpopProof(device, 'POST', URL_, NOW);
    expect(
      await refusalOf(() => verifyClientAssertion(proof, device.publicKey, ORIGIN, isFresh)),
    ).toBe(REFUSED);
  });
});

describe('access token', () => {
  const subject = { kid: device.kid, kind: 'device', thumbprint: 'thumb' } as const;

  it('says for whom it is and which key it is bound to', async () => {
    const token = await issueAccessToken(server, subject, NOW, 600);
    expect(await verifyAccessToken(token, server.publicKey)).toEqual(subject);
  });

  it('ends when its lifetime does: the server reads its own clock, so there is no grace', async () => {
    const token = await issueAccessToken(server, subject, NOW, 600);
    atSecond(599);
    expect(await refusalOf(() => verifyAccessToken(token, server.publicKey))).toBe('ACCEPTED');
    atSecond(601);
    expect(await refusalOf(() => verifyAccessToken(token, server.publicKey))).toBe(REFUSED);
  });

  it('signed by the server itself for something else is refused', async () => {
    const good = { kind: 'device', cnf: { jkt: 'thumbprint' } };
    async function tokenOf(claims: object, typ: string, subject: string | null): Promise<string> {
      const token = new SignJWT({ ...claims })
        .setProtectedHeader({ alg: 'EdDSA', typ })
        .setIssuedAt(NOW)
        .setExpirationTime(NOW + 60);
      return (subject === null ? token : token.setSubject(subject)).sign(server.privateKey);
    }
    for (const [token, expected] of [
      [await tokenOf(good, 'at+jwt', 'kid'), 'ACCEPTED'],
      [await tokenOf({ ...good, kind: 'operator' }, 'at+jwt', 'kid'), 'ACCEPTED'],
      [await tokenOf(good, 'dpop+jwt', 'kid'), REFUSED],
      [await tokenOf(good, 'at+jwt', null), REFUSED],
      [await tokenOf({ ...good, kind: 'connector' }, 'at+jwt', 'kid'), REFUSED],
      [await tokenOf({ ...good, cnf: {} }, 'at+jwt', 'kid'), REFUSED],
      [await tokenOf({ kind: 'device' }, 'at+jwt', 'kid'), REFUSED],
    ] as const) {
      expect(await refusalOf(() => verifyAccessToken(token, server.publicKey))).toBe(expected);
    }
  });

  it('of another server, changed, or of another kind of token is refused', async () => {
    const token = await issueAccessToken(server, subject, NOW, 600);
    expect(await refusalOf(() => verifyAccessToken(token, other.publicKey))).toBe(REFUSED);
    expect(await refusalOf(() => verifyAccessToken(tamper(token, 1, 20), server.publicKey))).toBe(
      REFUSED,
    );
    const assertion = await createClientAssertion(server, ORIGIN, NOW);
    expect(await refusalOf(() => verifyAccessToken(assertion, server.publicKey))).toBe(REFUSED);
  });

  it.each([
    ['an unknown kind', { kind: 'root', cnf: { jkt: 't' } }],
    ['no key binding', { kind: 'device' }],
    ['a key binding that is no text', { kind: 'device', cnf: { jkt: 1 } }],
  ])('with %s is refused, though signed by the server', async (_what, claims) => {
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt' })
      .setSubject('s')
      .setIssuedAt(NOW)
      .setExpirationTime(NOW + 60)
      .sign(server.privateKey);
    expect(await refusalOf(() => verifyAccessToken(token, server.publicKey))).toBe(REFUSED);
  });
});

describe('key thumbprint', () => {
  it('is that of the published example (RFC 8037, A.3)', async () => {
    const key = await importSigningSeed(
      fromHex('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60'),
    );
    expect(await keyThumbprint(key.publicKey)).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createClientAssertion,
  createDpopProof,
  createProofNonces,
  generateSigningSeed,
  type SigningKey,
} from '../../shared/crypto/index.ts';
import { ROUTES, TokenResponse } from '../../shared/sync/http-api.ts';
import { createServer } from '../app.ts';
import { bootstrap, provision, type ActiveParty } from '../test/provision.ts';
import { call, nowSeconds, type Answer } from '../test/test-client.ts';
import { ORIGIN, startTestServer, type TestServer } from '../test/test-server.ts';

const ROUTE = ROUTES.programmePack;
const TOKEN_URL = `${ORIGIN}${ROUTES.token}`;
const YEARS = 400_000_000;
const NEEDED = 'server.nonce-needed';

let server: TestServer;
let enumerator: ActiveParty;
let key: SigningKey;
/** Milliseconds by which the server's clock is ahead of the machine's. */
let ahead = 0;

beforeAll(async () => {
  server = await startTestServer({ now: () => new Date(Date.now() + ahead) });
  enumerator = await provision(server, await bootstrap(server), 'enumerator', ['nahr']);
  key = enumerator.deviceKey;
});
afterAll(async () => {
  await server.close();
});

const assertionAt = (offset: number, nonce?: string): Promise<string> =>
  createClientAssertion(key, ORIGIN, nowSeconds() + offset, nonce);

async function askToken(assertion: string, offset: number, nonce?: string, app = server.app) {
  return call(app, 'POST', ROUTES.token, {
    body: {
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    },
    headers: {
      dpop: await createDpopProof(key, 'POST', TOKEN_URL, nowSeconds() + offset, undefined, nonce),
    },
  });
}

/** Asks for a token with a clock that is so many seconds off. */
async function signIn(offset: number, nonce?: string, app = server.app): Promise<Answer> {
  return askToken(await assertionAt(offset, nonce), offset, nonce, app);
}

async function headersAt(offset: number, nonce?: string): Promise<Record<string, string>> {
  const token = await enumerator.device.token();
  const at = nowSeconds() + offset;
  const dpop = await createDpopProof(key, 'GET', `${ORIGIN}${ROUTE}`, at, token, nonce);
  return { authorization: `DPoP ${token}`, dpop };
}

async function fetchPack(headers: Readonly<Record<string, string>>): Promise<Answer> {
  return call(server.app, 'GET', ROUTE, { headers });
}

const nonceOf = (answer: Answer): string => String(answer.headers['dpop-nonce']);

describe.each([
  ['years behind', -YEARS],
  ['years ahead', YEARS],
  ['half an hour behind', -1800],
])('a clock that is %s', (_name, offset) => {
  test('signs in with the nonce that the refusal brings', async () => {
    const refused = await signIn(offset);
    expect([refused.status, refused.code]).toEqual([401, NEEDED]);
    expect(refused.headers['www-authenticate']).toContain('error="use_dpop_nonce"');
    const answer = await signIn(offset, nonceOf(refused));
    expect(answer.status).toBe(200);
    expect(TokenResponse.parse(answer.json()).token_type).toBe('DPoP');
  });

  test('is no hindrance to a call with that nonce', async () => {
    const refused = await fetchPack(await headersAt(offset));
    expect([refused.status, refused.code]).toEqual([401, NEEDED]);
    expect((await fetchPack(await headersAt(offset, nonceOf(refused)))).status).toBe(200);
  });

  test('gains no second use of a proof or an assertion', async () => {
    const nonce = nonceOf(await signIn(offset));
    const headers = await headersAt(offset, nonce);
    expect((await fetchPack(headers)).code).toBe('');
    expect((await fetchPack(headers)).code).toBe('server.unauthenticated');
    const assertion = await assertionAt(offset, nonce);
    expect((await askToken(assertion, offset, nonce)).code).toBe('');
    expect((await askToken(assertion, offset, nonce)).code).toBe('server.unauthenticated');
  });
});

describe('a nonce', () => {
  test('does not come unasked: right clocks need none', async () => {
    const answer = await fetchPack(await headersAt(0));
    expect([answer.status, answer.headers['dpop-nonce']]).toEqual([200, undefined]);
    const stranger = await call(server.app, 'GET', ROUTE);
    expect(stranger.headers['dpop-nonce']).toBeUndefined();
  });

  test('that is old, another server’s or made up is refused, right clock or not, and a new one comes along', async () => {
    const own = await createProofNonces(server.serverKey);
    const other = await createProofNonces((await generateSigningSeed()).key);
    const now = nowSeconds();
    for (const offset of [0, YEARS]) {
      for (const nonce of [own.issue(now - 301), own.issue(now + 120), other.issue(now), 'x']) {
        for (const refused of [
          await signIn(offset, nonce),
          await fetchPack(await headersAt(offset, nonce)),
        ]) {
          expect([refused.status, refused.code]).toEqual([401, NEEDED]);
          const next = await fetchPack(await headersAt(offset, nonceOf(refused)));
          expect(next.status).toBe(200);
        }
      }
    }
  });

  test('that gets old is followed by the next with the answer', async () => {
    const own = await createProofNonces(server.serverKey);
    const young = await fetchPack(await headersAt(YEARS, own.issue(nowSeconds())));
    expect(young.headers['dpop-nonce']).toBeUndefined();
    const aging = own.issue(nowSeconds() - 100);
    const answer = await fetchPack(await headersAt(YEARS, aging));
    expect(answer.status).toBe(200);
    expect(own.isFresh(nonceOf(answer), nowSeconds())).toBe(true);
    expect(nonceOf(answer)).not.toBe(aging);
    expect((await signIn(YEARS, aging)).headers['dpop-nonce']).toBeDefined();
  });

  test('of one replica counts at another', async () => {
    const replica = await createServer(server.deps);
    try {
      const nonce = nonceOf(await signIn(YEARS, undefined, replica));
      expect((await signIn(YEARS, nonce)).status).toBe(200);
    } finally {
      await replica.close();
    }
  });

  test('goes by the server’s clock alone', async () => {
    const nonce = nonceOf(await signIn(YEARS));
    ahead = 301_000;
    try {
      expect((await signIn(YEARS, nonce)).code).toBe(NEEDED);
    } finally {
      ahead = 0;
    }
    expect((await signIn(YEARS, nonce)).status).toBe(200);
  });
});

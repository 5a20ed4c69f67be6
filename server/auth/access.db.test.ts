import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { holdAssignments } from '../../shared/access/held-assignment.ts';
import { ACTIONS } from '../../shared/access/permissions.ts';
import {
  createClientAssertion,
  createDpopProof,
  createProofNonces,
  generateSigningSeed,
  issueAccessToken,
  keyThumbprint,
  type SigningKey,
} from '../../shared/crypto/index.ts';
import { Problem, ROUTES } from '../../shared/sync/http-api.ts';
import { PUBLIC_ROUTES } from '../http/route-access.ts';
import { decideFor, type Caller } from './caller.ts';
import { bootstrap, provision, type ActiveParty, type Administrator } from '../test/provision.ts';
import {
  askToken,
  call,
  nowSeconds,
  proofHeaders,
  type Method,
  type TestClient,
} from '../test/test-client.ts';
import { ORIGIN, startTestServer, type TestServer } from '../test/test-server.ts';

const ROUTE = ROUTES.programmePack;
const URL_OF_ROUTE = `${ORIGIN}${ROUTE}`;

let server: TestServer;
let administrator: Administrator;
let enumerator: ActiveParty;
let supervisor: ActiveParty;

beforeAll(async () => {
  server = await startTestServer();
  administrator = await bootstrap(server);
  enumerator = await provision(server, administrator, 'enumerator', ['nahr']);
  supervisor = await provision(server, administrator, 'supervisor', ['nahr']);
});
afterAll(async () => {
  await server.close();
});

async function tokenFor(
  subject: SigningKey,
  options: { readonly issuer?: SigningKey; readonly at?: number; readonly bound?: SigningKey } = {},
): Promise<string> {
  const bound = options.bound ?? subject;
  return issueAccessToken(
    options.issuer ?? server.serverKey,
    { kid: subject.kid, kind: 'operator', thumbprint: await keyThumbprint(bound.publicKey) },
    options.at ?? nowSeconds(),
    600,
  );
}

async function get(headers: Readonly<Record<string, string>>): Promise<string> {
  return (await call(server.app, 'GET', ROUTE, { headers })).code;
}

describe('every route', () => {
  test('names a permission of the table or stands in the public list', () => {
    const routes = server.app.routeAccess;
    expect(routes.length).toBeGreaterThan(15);
    for (const { method, url, access, otherAccess } of routes) {
      const expected = PUBLIC_ROUTES.has(`${method} ${url}`) ? ['public'] : ACTIONS;
      expect(expected).toContain(access);
      if (otherAccess !== undefined) expect(expected).toContain(otherAccess);
    }
    const paths = new Set(routes.map((route) => route.url));
    for (const path of Object.values(ROUTES)) expect(paths).toContain(path);
  });

  test('that names a permission refuses: no credentials, wrong ones, and callers without it', async () => {
    const callers: (readonly [TestClient, Caller])[] = [
      administrator,
      enumerator,
      supervisor,
    ].flatMap(({ person, device, operator, deviceKey, operatorKey }) => [
      [
        device,
        { kind: 'device', deviceId: deviceKey.kid, publicKey: deviceKey.publicKey },
      ] as const,
      [
        operator,
        {
          kind: 'operator',
          operatorId: person.operatorId,
          held: holdAssignments(person.assignments),
          deviceId: deviceKey.kid,
          kid: operatorKey.kid,
          publicKey: operatorKey.publicKey,
        },
      ] as const,
    ]);
    const { key: stranger } = await generateSigningSeed();
    let walked = 0;
    let forbidden = 0;
    for (const { method, url, access, otherAccess } of server.app.routeAccess) {
      if (access === 'public') continue;
      walked += 1;
      const path = url
        .replace(/:requestHash|:batchHash|:hash/u, '0'.repeat(64))
        .replace(':deviceId', 'nobody');
      // The answer to HEAD has no body, and so no code.
      const codeOf = (code: string): string => (method === 'HEAD' ? '' : code);
      const verb = method as Method;
      const none = await call(server.app, verb, path);
      expect([url, none.status, none.code]).toEqual([url, 401, codeOf('server.unauthenticated')]);
      const wrong = await call(server.app, verb, path, {
        headers: await proofHeaders(stranger, await tokenFor(stranger), verb, path),
      });
      expect([url, wrong.status, wrong.code]).toEqual([url, 401, codeOf('server.unauthenticated')]);
      for (const [client, caller] of callers) {
        const isAllowed = [access, otherAccess ?? access].some(
          (action) => decideFor(caller, action, new Date()).allowed,
        );
        if (isAllowed) continue;
        forbidden += 1;
        const answer = await client.send(verb, path);
        expect([url, answer.status, answer.code]).toEqual([url, 403, codeOf('server.forbidden')]);
      }
    }
    expect(walked).toBeGreaterThanOrEqual(11);
    expect(forbidden).toBeGreaterThan(30);
  });

  test('that declares nothing stops the start', async () => {
    const other = await startTestServer();
    try {
      expect(() => other.app.routeAccess.length).not.toThrow();
      // A started server takes no routes; the hook is what refuses, so ask it on a fresh instance.
      const { default: fastify } = await import('fastify');
      const { installRouteAccess } = await import('../http/route-access.ts');
      const app = fastify();
      installRouteAccess(app, other.deps, {
        replays: { useOnce: () => Promise.resolve() },
        nonces: await createProofNonces(other.serverKey),
        now: other.deps.now,
      });
      expect(() => app.get('/v1/undeclared', () => 'open')).toThrow(/name a permission/u);
      expect(() =>
        app.get(ROUTES.health, { config: { access: 'device.read' } }, () => 'both'),
      ).toThrow(/name a permission/u);
    } finally {
      await other.close();
    }
  });
});

describe('an access token', () => {
  test('opens only with a proof by the key it is bound to', async () => {
    const key = enumerator.operatorKey;
    const token = await enumerator.operator.token();
    expect(await get(await proofHeaders(key, token, 'GET', ROUTE))).toBe('');
    const { key: thief } = await generateSigningSeed();
    expect(await get(await proofHeaders(thief, token, 'GET', ROUTE))).toBe(
      'server.unauthenticated',
    );
    expect(await get(await proofHeaders(supervisor.operatorKey, token, 'GET', ROUTE))).toBe(
      'server.unauthenticated',
    );
    const bound = await tokenFor(key, { bound: thief });
    expect(await get(await proofHeaders(key, bound, 'GET', ROUTE))).toBe('server.unauthenticated');
  });

  test('counts ten minutes and only from this server', async () => {
    const key = enumerator.operatorKey;
    const { key: otherServer } = await generateSigningSeed();
    const outcomes = [];
    for (const token of [
      await tokenFor(key, { at: nowSeconds() - 590 }),
      await tokenFor(key, { at: nowSeconds() - 601 }),
      await tokenFor(key, { issuer: otherServer }),
      'not.a.token',
    ]) {
      outcomes.push(await get(await proofHeaders(key, token, 'GET', ROUTE)));
    }
    expect(outcomes).toEqual(['', ...Array<string>(3).fill('server.unauthenticated')]);
  });

  test('is refused as a bearer token, and without a proof', async () => {
    const token = await enumerator.operator.token();
    const headers = await proofHeaders(enumerator.operatorKey, token, 'GET', ROUTE);
    expect(await get({ ...headers, authorization: `Bearer ${token}` })).toBe(
      'server.unauthenticated',
    );
    expect(await get({ authorization: `DPoP ${token}` })).toBe('server.unauthenticated');
  });
});

describe('a proof', () => {
  test('counts once', async () => {
    const token = await enumerator.operator.token();
    const headers = await proofHeaders(enumerator.operatorKey, token, 'GET', ROUTE);
    expect([await get(headers), await get(headers)]).toEqual(['', 'server.unauthenticated']);
    const twice = await proofHeaders(enumerator.operatorKey, token, 'GET', ROUTE);
    const both = await Promise.all([get(twice), get(twice)]);
    expect(both.sort()).toEqual(['', 'server.unauthenticated']);
  });

  test('fits one method, one address, one token', async () => {
    const key = enumerator.operatorKey;
    const token = await enumerator.operator.token();
    const at = nowSeconds();
    const proofs = [
      await createDpopProof(key, 'POST', URL_OF_ROUTE, at, token),
      await createDpopProof(key, 'GET', `${ORIGIN}${ROUTES.devices}`, at, token),
      await createDpopProof(key, 'GET', `http://elsewhere.example${ROUTE}`, at, token),
      await createDpopProof(key, 'GET', URL_OF_ROUTE, at),
      await createDpopProof(key, 'GET', URL_OF_ROUTE, at, `${token}x`),
    ];
    for (const dpop of proofs) {
      expect(await get({ authorization: `DPoP ${token}`, dpop })).toBe('server.unauthenticated');
    }
  });
});

describe('the token endpoint', () => {
  async function ask(assertion: string, dpop: string, form = false) {
    const body = {
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    };
    if (!form) {
      return call(server.app, 'POST', ROUTES.token, { body, headers: { dpop } });
    }
    const answer = await server.app.inject({
      method: 'POST',
      url: ROUTES.token,
      headers: { 'content-type': 'application/x-www-form-urlencoded', dpop },
      payload: new URLSearchParams(body).toString(),
    });
    return { status: answer.statusCode, code: '' };
  }
  const proofFor = (key: SigningKey) =>
    createDpopProof(key, 'POST', `${ORIGIN}${ROUTES.token}`, nowSeconds());

  test('takes a form as RFC 6749 has it, and JSON', async () => {
    const key = enumerator.deviceKey;
    for (const form of [true, false]) {
      const assertion = await createClientAssertion(key, ORIGIN, nowSeconds());
      expect((await ask(assertion, await proofFor(key), form)).status).toBe(200);
    }
  });

  test('takes an assertion once', async () => {
    const key = enumerator.deviceKey;
    const assertion = await createClientAssertion(key, ORIGIN, nowSeconds());
    expect((await ask(assertion, await proofFor(key))).status).toBe(200);
    expect((await ask(assertion, await proofFor(key))).code).toBe('server.unauthenticated');
  });

  test('refuses another audience, a foreign signature, a foreign proof', async () => {
    const key = enumerator.deviceKey;
    const { key: stranger } = await generateSigningSeed();
    const at = nowSeconds();
    const good = () => createClientAssertion(key, ORIGIN, nowSeconds());
    const signedByStranger = await createClientAssertion({ ...stranger, kid: key.kid }, ORIGIN, at);
    const cases = [
      [await createClientAssertion(key, 'http://elsewhere.example', at), await proofFor(key)],
      [signedByStranger, await proofFor(stranger)],
      [await good(), await proofFor(stranger)],
      [await good(), 'nonsense'],
    ] as const;
    for (const [assertion, dpop] of cases) {
      expect((await ask(assertion, dpop)).code).toBe('server.unauthenticated');
    }
    expect((await askToken(server.app, stranger)).code).toBe('sync.device-unknown');
  });
});

describe('an error', () => {
  test('is problem details with a code of the table and the request’s id', async () => {
    const cases: (readonly [Method, string, object | undefined, number, string])[] = [
      ['GET', '/v1/nothing-here', undefined, 404, 'server.not-found'],
      ['POST', ROUTES.claimCode, { code: 'short' }, 400, 'server.input-invalid'],
      ['POST', ROUTES.claimCode, { code: 'x'.repeat(3_000_000) }, 413, 'server.too-large'],
      ['GET', ROUTES.devices, undefined, 401, 'server.unauthenticated'],
    ];
    for (const [method, path, body, status, code] of cases) {
      const answer = await call(server.app, method, path, { body });
      expect(answer.headers['content-type']).toBe('application/problem+json');
      const problem = Problem.parse(answer.json());
      expect(problem).toMatchObject({ status, code, type: `urn:fieldseal:error:${code}` });
      expect(answer.status).toBe(status);
      expect(problem.requestId).toMatch(/^[0-9a-f-]{36}$/u);
    }
  });

  test('of the server’s own tells nothing but its request’s id', async () => {
    const broken = new Proxy(server.deps.db, {
      get() {
        throw new Error('secret detail of a row');
      },
    });
    const other = await startTestServer();
    const { createServer } = await import('../app.ts');
    const app = await createServer({ ...other.deps, db: broken });
    try {
      const answer = await call(app, 'GET', ROUTES.serverInfo);
      expect([answer.status, answer.code]).toEqual([500, 'server.internal']);
      expect(answer.bytes.toString()).not.toContain('secret detail');
      expect(other.log.join('')).not.toContain('secret detail');
      const { requestId } = Problem.parse(answer.json());
      expect(other.log.some((line) => line.includes(requestId))).toBe(true);
    } finally {
      await app.close();
      await other.close();
    }
  });
});

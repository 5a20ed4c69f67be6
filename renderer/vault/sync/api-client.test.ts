import { describe, expect, test } from 'vitest';
import { generateSigningSeed } from '../../../shared/crypto/index.ts';
import { fromBase64Url, fromUtf8 } from '../../../shared/encoding/bytes.ts';
import { ROUTES, ServerInfo } from '../../../shared/sync/http-api.ts';
import { createApiClient } from './api-client.ts';

const serverUrl = 'https://sync.example';
const info = { serverUrl, method: 'GET', path: ROUTES.serverInfo } as const;

function clientOver(answer: (request: Request) => Response): ReturnType<typeof createApiClient> {
  return createApiClient(
    async (input, init) => answer(new Request(input, init)),
    () => new Date(),
  );
}

const problem = (code: string, status: number): Response =>
  Response.json(
    { type: 'about:blank', title: 'x', status, code, details: { limit: 5 }, requestId: 'r' },
    { status },
  );

describe('what the server answers', () => {
  test.each([
    ['a problem of ours', () => problem('server.too-large', 413), 'server.too-large'],
    [
      'a code of a newer server',
      () => problem('server.from-the-future', 409),
      'sync.server-refused',
    ],
    ['HTML', () => new Response('<p>'), 'sync.server-nonsense'],
    ['another shape', () => Response.json({ hello: 1 }), 'sync.server-nonsense'],
    ['bytes that are no UTF-8', () => new Response(new Uint8Array([0xff])), 'sync.server-nonsense'],
    ['a proxy error', () => new Response('no', { status: 407 }), 'sync.server-nonsense'],
  ])('%s', async (_name, answer, code) => {
    await expect(clientOver(answer).json(info, ServerInfo)).rejects.toMatchObject({ code });
  });

  test('a token is fetched once, and once more when it is refused', async () => {
    const { key } = await generateSigningSeed();
    const asked: string[] = [];
    const client = clientOver((request) => {
      const path = new URL(request.url).pathname;
      asked.push(`${path} ${request.headers.get('authorization') ?? ''}`);
      if (path === ROUTES.token) {
        const access_token = `t${String(asked.length)}`;
        return Response.json({ access_token, token_type: 'DPoP', expires_in: 600 });
      }
      const refused = request.headers.get('authorization') === 'DPoP t1';
      return refused ? problem('server.unauthenticated', 401) : new Response(null, { status: 204 });
    });
    const call = { serverUrl, method: 'PUT', path: '/v1/x?y=1', key } as const;
    await client.none(call);
    await client.none(call);
    expect(asked).toEqual([
      '/v1/token ',
      '/v1/x DPoP t1',
      '/v1/token ',
      '/v1/x DPoP t3',
      '/v1/x DPoP t3',
    ]);
  });
});

/** The nonce that a proof carries. */
function nonceIn(proof: string): unknown {
  const [, claims = ''] = proof.split('.');
  return (JSON.parse(fromUtf8(fromBase64Url(claims))) as { readonly nonce?: unknown }).nonce;
}

describe('a server that asks for its nonce', () => {
  /** Takes proofs whose nonce is `good` and offers one otherwise; what proofs carried is kept. */
  async function startServer(good: (nonce: unknown) => boolean, offered = 'n1') {
    const { key } = await generateSigningSeed();
    const seen: string[] = [];
    let time = new Date();
    const client = createApiClient(
      async (input, init) => {
        const request = new Request(input, init);
        const path = new URL(request.url).pathname;
        const nonce = nonceIn(request.headers.get('dpop') ?? '');
        seen.push(`${path} ${String(nonce)}`);
        if (!good(nonce)) {
          const refusal = problem('server.nonce-needed', 401);
          refusal.headers.set('dpop-nonce', offered);
          return refusal;
        }
        return path === ROUTES.token
          ? Response.json({ access_token: 't', token_type: 'DPoP', expires_in: 600 })
          : new Response(null, { status: 204 });
      },
      () => time,
    );
    return {
      seen,
      send: () => client.none({ serverUrl, method: 'PUT', path: '/v1/x', key }),
      later: (milliseconds: number) => {
        time = new Date(time.getTime() + milliseconds);
      },
    };
  }

  test('gets it once, in proof and assertion, and then with every call', async () => {
    const server = await startServer((nonce) => nonce === 'n1');
    await server.send();
    await server.send();
    expect(server.seen).toEqual(['/v1/token undefined', '/v1/token n1', '/v1/x n1', '/v1/x n1']);
  });

  test.each([300_000, -300_000])(
    'gets none any more when the last one is minutes old by our clock: %d ms',
    async (step) => {
      let isStrict = true;
      const server = await startServer((nonce) => !isStrict || nonce === 'n1');
      await server.send();
      isStrict = false;
      server.later(step);
      await server.send();
      expect(server.seen.at(-1)).toBe('/v1/x undefined');
    },
  );

  test('gets no second try for a nonce that it refuses again', async () => {
    const server = await startServer(() => false);
    await expect(server.send()).rejects.toMatchObject({ code: 'server.nonce-needed' });
    expect(server.seen).toEqual(['/v1/token undefined', '/v1/token n1']);
  });

  test.each(['', 'a b', 'a"b', 'x'.repeat(257)])(
    'with %j, which is none, is not believed',
    async (nonce) => {
      const server = await startServer(() => false, nonce);
      await expect(server.send()).rejects.toMatchObject({ code: 'server.nonce-needed' });
      expect(server.seen).toEqual(['/v1/token undefined']);
    },
  );
});

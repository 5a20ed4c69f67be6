import { describe, expect, test } from 'vitest';
import { generateSigningSeed } from '../../../shared/crypto/index.ts';
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

import { afterAll, beforeAll, expect, test } from 'vitest';
import { tableOf } from '../../test/protocol/protocol-tables.ts';
import { permissionsOf } from './route-access.ts';
import { startTestServer, type TestServer } from '../test/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

test('docs/protocol.md lists every route with what it asks of callers', () => {
  const routes = server.app.routeAccess
    .filter(({ method, url }) => url.startsWith('/v1/') && method !== 'OPTIONS')
    .map((route) => [route.method, route.url, permissionsOf(route)].join(' '));
  const listed = tableOf('routes').map((row) => row.join(' '));
  expect([...listed].sort()).toEqual(routes.sort());
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { undated } from '../../shared/domain/assignment.ts';
import { ROUTES } from '../../shared/sync/http-api.ts';
import { bootstrap, type Administrator } from '../test/provision.ts';
import { call } from '../test/test-client.ts';
import { startTestServer, type TestServer } from '../test/test-server.ts';

let server: TestServer;
let administrator: Administrator;
beforeAll(async () => {
  server = await startTestServer();
  administrator = await bootstrap(server);
});
afterAll(() => server.close());

test('no cache keeps a code, a list of people, a refusal, or anything else that the interface answers', async () => {
  const { operator } = administrator;
  const person = {
    operatorId: 'op-new',
    name: 'Amal',
    assignments: [undated('enumerator', ['nahr'])],
  };
  const answers = [
    await operator.send('POST', ROUTES.people, person),
    await operator.send('GET', ROUTES.people),
    await operator.send('GET', ROUTES.operators),
    await call(server.app, 'GET', ROUTES.serverInfo),
    await call(server.app, 'GET', ROUTES.people),
    await call(server.app, 'GET', '/v1/nothing-of-the-kind'),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 401, 404]);
  for (const { headers } of answers) expect(headers['cache-control']).toBe('no-store');
});

import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { ROUTES } from '../../shared/sync/http-api.ts';
import { call } from '../test/test-client.ts';
import { permissionsOf } from './route-access.ts';
import { startTestServer, type TestServer } from '../test/test-server.ts';

const Content = z.record(z.string(), z.unknown());
const Operation = z.object({
  'x-fieldseal-permission': z.string(),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  parameters: z.array(z.object({ name: z.string(), in: z.string() })).default([]),
  requestBody: z.object({ content: Content }).optional(),
  responses: z.record(
    z.string(),
    z.object({ $ref: z.string().optional(), content: Content.optional() }),
  ),
});
const OpenApi = z.object({
  openapi: z.string(),
  paths: z.record(z.string(), z.record(z.string(), Operation)),
});

let server: TestServer;
let raw: Record<string, unknown>;
let document: z.infer<typeof OpenApi>;
beforeAll(async () => {
  server = await startTestServer();
  raw = (await call(server.app, 'GET', ROUTES.openApi)).json<typeof raw>();
  document = OpenApi.parse(raw);
});
afterAll(() => server.close());

function operation(method: string, route: string): z.infer<typeof Operation> {
  const path = route.replaceAll(/:(\w+)/gu, '{$1}');
  const found = document.paths[path]?.[method];
  if (found === undefined) throw new Error(`${method} ${path} is not described`);
  return found;
}

test('is valid OpenAPI 3.1', async () => {
  const validator = new Validator();
  expect(await validator.validate(structuredClone(raw))).toMatchObject({ valid: true });
  expect(validator.version).toBe('3.1');
  // The validator takes what it checks, not everything.
  const spoilt = { ...structuredClone(raw), paths: { 'no-slash': { get: { responses: 1 } } } };
  expect(await new Validator().validate(spoilt)).toMatchObject({ valid: false });
});

test('describes every route with its permission, and no other', () => {
  const described = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, found]) =>
      [method.toUpperCase(), path, found['x-fieldseal-permission']].join(' '),
    ),
  );
  const routes = server.app.routeAccess
    .filter(({ method, url }) => url.startsWith('/v1/') && method !== 'OPTIONS')
    .map((route) =>
      [route.method, route.url.replaceAll(/:(\w+)/gu, '{$1}'), permissionsOf(route)].join(' '),
    );
  expect(described.sort()).toEqual(routes.sort());
});

test('asks for a bound token unless a route is public, and answers problems everywhere', () => {
  const operations = Object.values(document.paths).flatMap((found) => Object.values(found));
  for (const found of operations) {
    const isPublic = found['x-fieldseal-permission'] === 'public';
    expect(found.security).toEqual(isPublic ? [] : [{ accessToken: [], dpopProof: [] }]);
    const problems = Object.entries(found.responses)
      .filter(([, { $ref }]) => $ref === '#/components/responses/Problem')
      .map(([status]) => status);
    expect(problems).toEqual(isPublic ? ['default'] : ['401', '403', 'default']);
  }
  expect(raw).toHaveProperty([
    'components',
    'responses',
    'Problem',
    'content',
    'application/problem+json',
    'schema',
    'properties',
    'requestId',
  ]);
});

test('says which bodies are bytes, which answers are empty, and what uploads need', () => {
  const batch = operation('post', ROUTES.batches);
  expect(Object.keys(batch.requestBody?.content ?? {})).toEqual(['application/octet-stream']);
  expect(Object.keys(batch.responses['200']?.content ?? {})).toEqual(['application/octet-stream']);
  const piece = operation('patch', ROUTES.upload);
  expect(Object.keys(piece.requestBody?.content ?? {})).toEqual([
    'application/offset+octet-stream',
  ]);
  expect(piece.responses['204']).not.toHaveProperty('content');
  const names = piece.parameters.map((parameter) => `${parameter.in} ${parameter.name}`);
  expect(names.sort()).toEqual(['header Tus-Resumable', 'header Upload-Offset', 'path batchHash']);
  const token = operation('post', ROUTES.token);
  expect(Object.keys(token.requestBody?.content ?? {})).toEqual([
    'application/x-www-form-urlencoded',
    'application/json',
  ]);
});

test('takes bodies and answers from the schemas that check them', () => {
  const properties = ['content', 'application/json', 'schema', 'properties'];
  expect(operation('post', ROUTES.claimCode).requestBody).toHaveProperty([...properties, 'code'], {
    type: 'string',
    minLength: 8,
    maxLength: 64,
  });
  expect(operation('get', ROUTES.devices).responses['200']).toHaveProperty([
    ...properties,
    'devices',
  ]);
  // Nothing is described by a placeholder.
  expect(JSON.stringify(raw)).not.toContain('__SCHEMA');
});

import { expect, test } from 'vitest';
import { readConfig } from './config.ts';

test('has a relying party of its own where none is named', () => {
  expect(readConfig({ rpDomain: undefined, serverOrigin: undefined })).toEqual({
    rpId: 'app.fieldseal.example',
    origin: 'https://app.fieldseal.example',
    serverOrigin: null,
  });
});

test.each([
  ['https://server.example', 'https://server.example'],
  ['https://server.example:8443/', 'https://server.example:8443'],
  ['http://localhost:4780', 'http://localhost:4780'],
  ['http://127.0.0.1:4780', 'http://127.0.0.1:4780'],
])('takes the server %s', (serverOrigin, expected) => {
  expect(readConfig({ rpDomain: 'field.example', serverOrigin }).serverOrigin).toBe(expected);
});

test.each([
  'http://server.example',
  'http://localhost.server.example',
  'https://server.example/path',
  'https://user@server.example',
  'ftp://server.example',
  'file:///etc',
  'server.example',
  "https://a.example; script-src 'unsafe-inline'",
])('refuses the server %s', (serverOrigin) => {
  expect(() => readConfig({ rpDomain: undefined, serverOrigin })).toThrow(
    'FIELDSEAL_SERVER_ORIGIN',
  );
});

test.each([
  '',
  'localhost',
  '127.0.0.1',
  'UPPER.example',
  'a..example',
  'a.example/x',
  '-a.example',
])('refuses the relying party %j', (rpDomain) => {
  expect(() => readConfig({ rpDomain, serverOrigin: undefined })).toThrow('FIELDSEAL_RP_DOMAIN');
});

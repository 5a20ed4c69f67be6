import { expect, test } from 'vitest';
import { serverOrigin } from './server-address.ts';

test.each([
  ['sync.example.org', 'https://sync.example.org'],
  [' https://sync.example.org/some/path ', 'https://sync.example.org'],
  ['http://localhost:8440', 'http://localhost:8440'],
])('%s', (typed, origin) => {
  expect(serverOrigin(typed)).toBe(origin);
});

test.each(['', 'http://sync.example.org', 'ftp://x', 'https://user:pw@example.org', 'not a host'])(
  'refused: %s',
  (typed) => {
    expect(() => serverOrigin(typed)).toThrow('server.input-invalid');
  },
);

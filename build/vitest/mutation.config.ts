import { defineConfig } from 'vitest/config';
import { isScopeName, SCOPE_VARIABLE, SCOPES } from '../mutation/scopes.ts';

const name = process.env[SCOPE_VARIABLE] ?? '';
if (!isScopeName(name)) throw new Error(`${SCOPE_VARIABLE} names no scope: ${name}`);

/** The tests of one mutation scope, without the suites that need a browser or a database. */
export default defineConfig({
  test: {
    environment: 'node',
    include: [...SCOPES[name].tests],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

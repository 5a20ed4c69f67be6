import path from 'node:path';
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { isScopeName, POSTGRES_VARIABLE, SCOPE_VARIABLE, SCOPES } from '../mutation/scopes.ts';
import { QuickestFirst } from './quickest-first.ts';

const name = process.env[SCOPE_VARIABLE] ?? '';
if (!isScopeName(name)) throw new Error(`${SCOPE_VARIABLE} names no scope: ${name}`);
const { tests, isWhole } = SCOPES[name];

/** A programme that is set up many times over: with a PostgreSQL that goes on running, and Argon2id stood in for. */
const WHOLE: ViteUserConfig = {
  resolve: { alias: { 'hash-wasm': path.join(import.meta.dirname, 'quick-argon2.ts') } },
  test: {
    env: { FIELDSEAL_TEST_DB: 'postgres' },
    provide: { postgresUrl: process.env[POSTGRES_VARIABLE] ?? '' },
  },
};
const whole = isWhole ? WHOLE : {};

/** The tests of one mutation scope, without the suites that need a browser. */
export default defineConfig({
  ...whole,
  test: {
    ...whole.test,
    environment: 'node',
    // Modules stay loaded from suite to suite: loading them takes longer than most of the tests.
    pool: 'threads',
    isolate: false,
    include: [...tests],
    sequence: { sequencer: QuickestFirst },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

import { defineConfig } from 'vitest/config';

const BROWSER_TIMEOUT_MS = 60_000;
const JOURNEY_TIMEOUT_MS = 180_000;

/** Suites by what they need. The groups run one after the other: pure logic first, browsers last. */
export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          include: [
            '{shared,server,electron}/**/*.test.ts',
            'build/**/*.test.{ts,mjs}',
            'test/**/*.test.ts',
          ],
          exclude: [
            '**/node_modules/**',
            '**/*.db.test.ts',
            'test/{shell,electron-smoke,screens,e2e}/**',
          ],
          testTimeout: 20_000,
          // PGlite's first start takes several seconds, more when two run at once.
          hookTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'renderer',
          environment: 'node',
          include: ['renderer/**/*.test.{ts,tsx}'],
          testTimeout: 20_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'server-pglite',
          environment: 'node',
          include: ['server/**/*.db.test.ts'],
          env: { FIELDSEAL_TEST_DB: 'pglite' },
          // PGlite's first start takes several seconds, more when two run at once.
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'server-postgres',
          environment: 'node',
          include: ['server/**/*.db.test.ts'],
          env: { FIELDSEAL_TEST_DB: 'postgres' },
          globalSetup: ['test/support/postgres.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'shell',
          environment: 'node',
          include: ['test/{shell,electron-smoke}/**/*.test.ts'],
          testTimeout: BROWSER_TIMEOUT_MS,
          hookTimeout: BROWSER_TIMEOUT_MS,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'screens',
          environment: 'node',
          include: ['test/screens/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: BROWSER_TIMEOUT_MS,
          hookTimeout: BROWSER_TIMEOUT_MS,
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/support/postgres.ts'],
          // One journey at a time: each has a server and a Chromium of its own.
          fileParallelism: false,
          testTimeout: JOURNEY_TIMEOUT_MS,
          hookTimeout: JOURNEY_TIMEOUT_MS,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
});

/** What one mutation run changes and which tests must notice. */
export interface MutationScope {
  /** Globs of the code under test. */
  readonly mutate: readonly string[];
  /** Globs of the tests that may kill a mutant: quick ones beside the code, and for the vault those of its subject. */
  readonly tests: readonly string[];
  /** True where the tests set a whole programme up: with a server over PostgreSQL, and a passphrase stretched in no time. */
  readonly isWhole: boolean;
  /** True where a suite's tests build upon each other, so that one alone would fail, and seem to notice a mutant. */
  readonly isInOrder: boolean;
}

const UNIT = 'renderer/vault/{keys,factors,recovery,rotation,session}/*.test.ts';

/**
 * The suites by their subject: those that enrol hundreds would make each mutant cost a minute. They run in one process
 * after the other, so one that lets the nth write fail stands alone: it would count what another writes late.
 */
function suites(...subjects: readonly string[]): readonly string[] {
  return [UNIT, ...subjects.map((subject) => `test/integration/vault-${subject}.test.ts`)];
}

export const SCOPES = {
  crypto: {
    mutate: ['shared/crypto/**/*.ts', '!shared/crypto/**/*.test.ts'],
    tests: ['shared/crypto/**/*.test.ts', 'test/vectors/**/*.test.ts'],
    isWhole: false,
    isInOrder: false,
  },
  keys: {
    mutate: ['renderer/vault/keys/**/*.ts', '!renderer/vault/**/*.test.ts'],
    tests: [...suites('unlock', 'gated'), 'test/integration/factor-ceremonies.test.ts'],
    isWhole: true,
    isInOrder: false,
  },
  factors: {
    mutate: ['renderer/vault/factors/**/*.ts', '!renderer/vault/**/*.test.ts'],
    tests: suites('factors'),
    isWhole: true,
    isInOrder: true,
  },
  recovery: {
    mutate: ['renderer/vault/recovery/**/*.ts', '!renderer/vault/**/*.test.ts'],
    tests: suites('recovery'),
    isWhole: true,
    isInOrder: true,
  },
  rotation: {
    mutate: ['renderer/vault/rotation/**/*.ts', '!renderer/vault/**/*.test.ts'],
    tests: [UNIT],
    isWhole: false,
    isInOrder: false,
  },
  unlock: {
    mutate: ['renderer/vault/session/unlock.ts'],
    tests: [UNIT],
    isWhole: false,
    isInOrder: false,
  },
} as const satisfies Readonly<Record<string, MutationScope>>;
export type ScopeName = keyof typeof SCOPES;

export function isScopeName(name: string): name is ScopeName {
  return Object.hasOwn(SCOPES, name);
}

/** How the test runner, in another process, learns which scope is run, and where its PostgreSQL is. */
export const SCOPE_VARIABLE = 'FIELDSEAL_MUTATION_SCOPE';
export const POSTGRES_VARIABLE = 'FIELDSEAL_MUTATION_POSTGRES';

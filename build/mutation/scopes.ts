/** What one mutation run changes and which tests must notice. */
export interface MutationScope {
  /** Globs of the code under test. */
  readonly mutate: readonly string[];
  /** Globs of the tests that may kill a mutant: quick ones beside the code, and for the vault those of its subject. */
  readonly tests: readonly string[];
  /** True where the tests set a whole programme up: with a server over PostgreSQL, and a passphrase stretched in no time. */
  readonly isWhole: boolean;
}

const UNIT = 'renderer/vault/{keys,factors,recovery,rotation,session}/*.test.ts';

/**
 * Besides those only suites whose tests stand alone: the runner tries each test that reaches a mutant by itself, and one
 * that needs those before it would fail, and seem to notice.
 */
function suites(...subjects: readonly string[]): readonly string[] {
  return [UNIT, ...subjects.map((subject) => `test/integration/vault-${subject}.test.ts`)];
}

export const SCOPES = {
  crypto: {
    mutate: ['shared/crypto/**/*.ts', '!shared/crypto/**/*.test.ts'],
    tests: ['shared/crypto/**/*.test.ts', 'test/vectors/**/*.test.ts'],
    isWhole: false,
  },
  keys: {
    mutate: ['renderer/vault/keys/**/*.ts', '!renderer/vault/**/*.test.ts'],
    tests: [...suites('unlock', 'gated'), 'test/integration/factor-ceremonies.test.ts'],
    isWhole: true,
  },
  factors: {
    mutate: ['renderer/vault/factors/**/*.ts', '!renderer/vault/**/*.test.ts'],
    tests: [UNIT],
    isWhole: true,
  },
  recovery: {
    mutate: ['renderer/vault/recovery/**/*.ts', '!renderer/vault/**/*.test.ts'],
    tests: [UNIT],
    isWhole: true,
  },
  rotation: {
    mutate: ['renderer/vault/rotation/**/*.ts', '!renderer/vault/**/*.test.ts'],
    tests: [UNIT],
    isWhole: false,
  },
  unlock: {
    mutate: ['renderer/vault/session/unlock.ts'],
    tests: [UNIT],
    isWhole: false,
  },
} as const satisfies Readonly<Record<string, MutationScope>>;
export type ScopeName = keyof typeof SCOPES;

export function isScopeName(name: string): name is ScopeName {
  return Object.hasOwn(SCOPES, name);
}

/** How the test runner, in another process, learns which scope is run, and where its PostgreSQL is. */
export const SCOPE_VARIABLE = 'FIELDSEAL_MUTATION_SCOPE';
export const POSTGRES_VARIABLE = 'FIELDSEAL_MUTATION_POSTGRES';

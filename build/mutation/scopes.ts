/** What one mutation run changes and which tests must notice. */
export interface MutationScope {
  /** Globs of the code under test. */
  readonly mutate: readonly string[];
  /** Globs of the tests that may kill a mutant: quick ones beside the code, and for keys the vault's in Node. */
  readonly tests: readonly string[];
}

export const SCOPES = {
  crypto: {
    mutate: ['shared/crypto/**/*.ts', '!shared/crypto/**/*.test.ts'],
    tests: ['shared/crypto/**/*.test.ts', 'test/vectors/**/*.test.ts'],
  },
  keys: {
    mutate: [
      'renderer/vault/keys/**/*.ts',
      'renderer/vault/factors/**/*.ts',
      'renderer/vault/recovery/**/*.ts',
      'renderer/vault/rotation/**/*.ts',
      'renderer/vault/session/unlock.ts',
      '!renderer/vault/**/*.test.ts',
    ],
    tests: [
      'renderer/vault/**/*.test.ts',
      // By their subject: the suites that enrol hundreds would make each mutant cost a minute.
      'test/integration/*{unlock,lock,gated,key,rotat,recover,factor,slot}*.test.ts',
    ],
  },
} as const satisfies Readonly<Record<string, MutationScope>>;
export type ScopeName = keyof typeof SCOPES;

export function isScopeName(name: string): name is ScopeName {
  return Object.hasOwn(SCOPES, name);
}

/** How the test runner, in another process, learns which scope is run. */
export const SCOPE_VARIABLE = 'FIELDSEAL_MUTATION_SCOPE';

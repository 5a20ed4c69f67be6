import path from 'node:path';
import { Stryker } from '@stryker-mutator/core';
import { setup as startPostgres } from '../../test/support/postgres.ts';
import { OUT } from '../lib/paths.ts';
import { POSTGRES_VARIABLE, SCOPE_VARIABLE, SCOPES, type ScopeName } from './scopes.ts';

/** The project is developed and tested on machines with two cores. */
const AT_ONCE = 2;
/** A mutant may make a loop long; its test is given up after this, on top of one and a half times its usual time. */
const GRACE_MS = 10_000;
/** The vault's tests register hundreds of people; on a busy machine the first run takes its time. */
const DRY_RUN_MINUTES = 20;

/** What to run of a scope. */
export interface MutationOptions {
  /** Only the files that match this glob. */
  readonly files?: string | undefined;
  /** Try all mutants again, also those whose code and tests are as in the last run. */
  readonly fresh?: boolean | undefined;
}

/** Runs one scope; answers the score: percent of the mutants that a test noticed, those that no test reaches counted in. */
export async function runMutation(
  name: ScopeName,
  { files, fresh = false }: MutationOptions,
): Promise<number> {
  const folder = path.join(OUT, 'mutation', name);
  process.env[SCOPE_VARIABLE] = name;
  const stryker = new Stryker({
    mutate: files === undefined ? [...SCOPES[name].mutate] : [files, '!**/*.test.ts'],
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    vitest: { configFile: 'build/vitest/mutation.config.ts' },
    coverageAnalysis: 'perTest',
    concurrency: AT_ONCE,
    timeoutMS: GRACE_MS,
    dryRunTimeoutMinutes: DRY_RUN_MINUTES,
    // What did not change since the last run is not tried again.
    incremental: true,
    force: fresh,
    incrementalFile: path.join(folder, 'incremental.json'),
    tempDirName: path.join('out', 'mutation', 'sandbox'),
    ignorePatterns: ['/out', '/dist', '/docs', '/coverage', '/.toolchain', '/.fieldseal'],
    reporters: ['clear-text', 'html', 'json', 'progress-append-only'],
    clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
    htmlReporter: { fileName: path.join(folder, 'report.html') },
    jsonReporter: { fileName: path.join(folder, 'report.json') },
    allowConsoleColors: false,
  });
  // Of the whole run, not of each process that tries mutants: those are killed when a mutant hangs.
  const stopPostgres = SCOPES[name].isWhole
    ? await startPostgres({
        provide: (_name, url) => {
          process.env[POSTGRES_VARIABLE] = url;
        },
      })
    : null;
  const results = await stryker.runMutationTest().finally(() => stopPostgres?.());
  const detected = results.filter(({ status }) => status === 'Killed' || status === 'Timeout');
  const counted = results.filter(({ status }) =>
    ['Killed', 'Timeout', 'Survived', 'NoCoverage'].includes(status),
  );
  return (100 * detected.length) / counted.length;
}

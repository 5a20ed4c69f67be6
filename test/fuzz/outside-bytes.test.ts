/** Whatever comes from outside, a reader takes it or refuses it with one of our codes: nothing else, and at once. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { refusalOf } from '../support/refusals.ts';
import { mutated } from './mutations.ts';
import { outsideReaders } from './outside-readers.ts';

const readers = await outsideReaders();
const RUNS = Number(process.env['FIELDSEAL_FUZZ_RUNS'] ?? 250);
/** Of one reading; a sample takes a few milliseconds. */
const LIMIT_MS = 2000;
const HEAP_MEGABYTES = 96;
const TEST_LIMIT_MS = 120_000;

describe.each(readers)('$name', ({ sample, read }) => {
  test('takes its sample', async () => {
    expect(await refusalOf(() => read(sample))).toBe('ACCEPTED');
  });

  test('is never led astray', { timeout: TEST_LIMIT_MS }, async () => {
    await fc.assert(
      fc.asyncProperty(mutated(sample), async (bytes) => {
        const start = performance.now();
        await refusalOf(() => read(bytes));
        expect(performance.now() - start).toBeLessThan(LIMIT_MS);
      }),
      { numRuns: RUNS },
    );
  });
});

test(
  'files of 8 MB made to become a great many objects are refused within a small heap',
  {
    timeout: TEST_LIMIT_MS,
  },
  () => {
    const run = spawnSync(
      process.execPath,
      [
        `--max-old-space-size=${String(HEAP_MEGABYTES)}`,
        path.join(import.meta.dirname, 'bombs.ts'),
      ],
      { encoding: 'utf8' },
    );
    expect(run.stdout.trim().split('\n').at(-1), run.stderr).toBe('all refused');
  },
);

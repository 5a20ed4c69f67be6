import { z } from 'zod';
import { outcomeOf, type VectorOutcome } from './outcome.ts';
import { runAesGcm, runChacha } from './wycheproof-aead.ts';
import { runEd25519, runX25519 } from './wycheproof-curves.ts';
import { runHkdf, runHmac } from './wycheproof-keyed-hash.ts';
import type { Verdict, WycheproofRunner } from './wycheproof-verdict.ts';

const RESULTS = ['valid', 'invalid', 'acceptable'] as const;
const Test = z.looseObject({ tcId: z.number(), result: z.literal(RESULTS) });
const Group = z.looseObject({ type: z.string(), tests: z.array(z.unknown()) });
const File = z.looseObject({ algorithm: z.string(), testGroups: z.array(Group) });

/** By the file's algorithm and the group's type; what stands here not is not known, and fails. */
const RUNNERS: Readonly<Record<string, WycheproofRunner>> = {
  'AES-GCM AeadTest': runAesGcm,
  'CHACHA20-POLY1305 AeadTest': (fields) => runChacha('C20P', fields),
  'XCHACHA20-POLY1305 AeadTest': (fields) => runChacha('XC20P', fields),
  'HMACSHA256 MacTest': runHmac,
  'HKDF-SHA-256 HkdfTest': runHkdf,
  'EDDSA EddsaVerify': runEd25519,
  'XDH XdhComp': runX25519,
};

/** True for a file in the form of the Wycheproof project. */
export function isWycheproofFile(content: unknown): content is z.infer<typeof File> {
  return File.safeParse(content).success;
}

/** Runs all tests of a file. */
export async function runWycheproofFile(
  file: z.infer<typeof File>,
): Promise<readonly VectorOutcome[]> {
  const outcomes: VectorOutcome[] = [];
  for (const { tests, ...group } of file.testGroups) {
    const run = RUNNERS[`${file.algorithm.toUpperCase()} ${group.type}`];
    for (const test of tests) {
      outcomes.push(
        await outcomeOf(nameOf(test), async () => {
          if (run === undefined) throw new Error(`unknown: ${file.algorithm}, ${group.type}`);
          const { result } = Test.parse(test);
          return judge(result, await run({ ...group, ...Test.parse(test) }));
        }),
      );
    }
  }
  return outcomes;
}

function nameOf(test: unknown): string {
  const { data } = Test.safeParse(test);
  return data === undefined ? 'a test without id or result' : `test ${data.tcId} (${data.result})`;
}

/**
 * Valid: every implementation takes it. Invalid: every one refuses it. Acceptable: a library may do either, so
 * both pass, as long as all do the same and none gives another value.
 */
function judge(result: (typeof RESULTS)[number], verdicts: readonly Verdict[]): string | undefined {
  const taken = verdicts.filter((verdict) => verdict === 'accepted').length;
  if (verdicts.length === 0) throw new Error('no implementation takes these parameters');
  if (taken !== 0 && taken !== verdicts.length) {
    throw new Error(`${taken} of ${verdicts.length} implementations take it`);
  }
  if (result === 'valid' && taken === 0) throw new Error('refused, though valid');
  if (result === 'invalid' && taken !== 0) throw new Error('taken, though invalid');
  if (result !== 'acceptable') return undefined;
  return taken === 0
    ? '"acceptable" vectors refused, which they allow'
    : '"acceptable" vectors computed to the published value';
}

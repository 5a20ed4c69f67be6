import fs from 'node:fs';
import path from 'node:path';
import { isHpkeFile, runHpkeFile } from './hpke.ts';
import { isOpensppFile, runOpensppFile } from './openspp.ts';
import type { VectorOutcome } from './outcome.ts';
import { isWycheproofFile, runWycheproofFile } from './wycheproof.ts';

/** Runs every vector of one file; a file that is none of the known forms, or holds no vector, is one failure. */
export async function runVectorFile(file: string): Promise<readonly VectorOutcome[]> {
  const name = path.basename(file);
  let content: unknown;
  try {
    content = JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    return [{ name, problem: `cannot be read: ${(error as Error).message}` }];
  }
  const outcomes = await runContent(content);
  if (outcomes === null) return [{ name, problem: 'none of the known forms of vector files' }];
  if (outcomes.length === 0) return [{ name, problem: 'holds no vector' }];
  return outcomes;
}

async function runContent(content: unknown): Promise<readonly VectorOutcome[] | null> {
  if (isHpkeFile(content)) return runHpkeFile(content);
  if (isWycheproofFile(content)) return runWycheproofFile(content);
  if (isOpensppFile(content)) return runOpensppFile(content);
  return null;
}

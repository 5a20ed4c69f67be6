import fs from 'node:fs';
import path from 'node:path';

const SHARED = path.resolve(import.meta.dirname, '../../../shared');

/**
 * Path of a reference file that lies beside the project (`../shared/<name>`), or null where it is absent;
 * then a line on standard error says which checks that leaves out.
 */
export function findReference(name: string): string | null {
  const file = path.join(SHARED, name);
  if (fs.existsSync(file)) return file;
  console.error(
    `NOT CHECKED: ../shared/${name} is not here, so the tests that read it are skipped.`,
  );
  return null;
}

/** Text of such a file, or null. */
export function readReference(name: string): string | null {
  const file = findReference(name);
  return file === null ? null : fs.readFileSync(file, 'utf8');
}

/** Ending for the name of a test that is skipped because its file is absent. */
export function absence(content: unknown): string {
  return content === null ? ' [SKIPPED: reference file absent beside the project]' : '';
}

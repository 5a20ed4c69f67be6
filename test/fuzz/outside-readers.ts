import { batchReaders } from './batch-readers.ts';
import type { OutsideReader } from './outside-reader.ts';
import { programmeReaders } from './programme-readers.ts';
import { backupReaders, recoveryReaders } from './recovery-readers.ts';
import { tokenReaders } from './token-readers.ts';

/** Everything that reads bytes from outside, over fresh keys. */
export async function outsideReaders(): Promise<readonly OutsideReader[]> {
  const groups = [batchReaders, programmeReaders, recoveryReaders, backupReaders, tokenReaders];
  return (await Promise.all(groups.map((make) => make()))).flat();
}

import type { ShellStorage } from '../../shell/shell.ts';

const GIGABYTE = 1_000_000_000;

/** Below this the app warns: days of work still fit, so that there is time to do something. */
export const WARNING_BYTES = GIGABYTE;
/** Below this saving may fail any moment. */
const DANGER_BYTES = 200_000_000;

/** How little room is left. */
export type StorageLevel = 'fine' | 'low' | 'nearly-full';

/** Judges the room that is left. */
export function storageLevel({ freeBytes }: Pick<ShellStorage, 'freeBytes'>): StorageLevel {
  if (freeBytes < DANGER_BYTES) return 'nearly-full';
  return freeBytes < WARNING_BYTES ? 'low' : 'fine';
}

/** Bytes as megabytes for people: rounded down, so that no more is promised than there is. */
export function megabytes(bytes: number): number {
  return Math.floor(bytes / 1_000_000);
}

import type { Bytes } from '../encoding/bytes.ts';
import type { AuditCheckpoint } from './checkpoint.ts';
import { conflictOf } from './verify-server-export.ts';

/** A checkpoint as the server signed it, and what it says. */
export interface KeptCheckpoint {
  readonly signed: Bytes;
  readonly checkpoint: AuditCheckpoint;
}

/** Two checkpoints that can't be of one chain: evidence, signed by the server itself. */
export interface CheckpointConflict {
  readonly kind: 'forked' | 'rewound';
  readonly known: KeptCheckpoint;
  readonly found: KeptCheckpoint;
}

/** What a laptop keeps of the server's audit chain, in the order in which it came. */
export interface KeptCheckpoints {
  readonly kept: readonly KeptCheckpoint[];
  readonly conflicts: readonly CheckpointConflict[];
}

export const NO_CHECKPOINTS: KeptCheckpoints = { kept: [], conflicts: [] };

/** With the first and the newest; between them they lie evenly over the chain. */
export const MOST_KEPT = 64;
/** Conflicts that are kept: the first ones, which say where it began, and the newest. */
export const MOST_CONFLICTS = 20;

/**
 * Adds a checkpoint whose signature was checked. One that contradicts what is kept is kept beside it as a conflict; one that
 * is older than the newest, and so was only late, changes nothing.
 */
export function keepCheckpoint(known: KeptCheckpoints, found: KeptCheckpoint): KeptCheckpoints {
  const newest = known.kept.at(-1);
  if (newest === undefined) return { ...known, kept: [found] };
  const conflict = findConflict(known.kept, newest, found);
  if (conflict !== null) {
    return {
      kept: thinned([...known.kept, found]),
      conflicts: bounded([...known.conflicts, conflict]),
    };
  }
  const { sequence, hash, time } = found.checkpoint;
  const isNewer = Date.parse(time) > Date.parse(newest.checkpoint.time);
  if (sequence > newest.checkpoint.sequence) {
    return { ...known, kept: thinned([...known.kept, found]) };
  }
  // The same place once more, or one that came late.
  const isSame = hash === newest.checkpoint.hash && isNewer;
  return isSame ? { ...known, kept: [...known.kept.slice(0, -1), found] } : known;
}

/** All that a laptop keeps, each once: what it hands to an auditor. */
export function allCheckpoints({ kept, conflicts }: KeptCheckpoints): readonly KeptCheckpoint[] {
  const all = [...kept, ...conflicts.flatMap(({ known, found }) => [known, found])];
  const byText = new Map(
    all.map((entry) => [`${entry.checkpoint.hash} ${entry.checkpoint.time}`, entry]),
  );
  return [...byText.values()].sort((a, b) => a.checkpoint.sequence - b.checkpoint.sequence);
}

function findConflict(
  kept: readonly KeptCheckpoint[],
  newest: KeptCheckpoint,
  found: KeptCheckpoint,
): CheckpointConflict | null {
  const { sequence, hash } = found.checkpoint;
  const sameEvent = kept.filter(({ checkpoint }) => checkpoint.sequence === sequence);
  const [other] = sameEvent;
  // One side of a fork that is known already is no news.
  const isKnown = sameEvent.some(({ checkpoint }) => checkpoint.hash === hash);
  if (other !== undefined && !isKnown) return { kind: 'forked', known: other, found };
  // Of the newest only: after a conflict the others may lie ahead of the chain as it goes on.
  const isRewound = conflictOf(newest.checkpoint, found.checkpoint) === 'rewound';
  return isRewound ? { kind: 'rewound', known: newest, found } : null;
}

/** Drops those that stand closest to their neighbours, never the first or the newest. */
function thinned(kept: readonly KeptCheckpoint[]): readonly KeptCheckpoint[] {
  if (kept.length <= MOST_KEPT) return kept;
  let closest = 1;
  let smallest = Number.POSITIVE_INFINITY;
  for (let at = 1; at < kept.length - 1; at++) {
    const gap = Math.abs(sequenceAt(kept, at + 1) - sequenceAt(kept, at - 1));
    if (gap < smallest) [smallest, closest] = [gap, at];
  }
  return kept.toSpliced(closest, 1);
}

function sequenceAt(kept: readonly KeptCheckpoint[], at: number): number {
  return kept[at]?.checkpoint.sequence ?? 0;
}

function bounded(conflicts: readonly CheckpointConflict[]): readonly CheckpointConflict[] {
  if (conflicts.length <= MOST_CONFLICTS) return conflicts;
  return conflicts.toSpliced(MOST_CONFLICTS / 2, 1);
}

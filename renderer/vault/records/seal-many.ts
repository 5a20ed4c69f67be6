import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { FIRST_COUNTERS } from '../database/counts.ts';
import type { CounterMeta } from '../database/rows.ts';
import type { DraftContent } from '../drafts/draft-content.ts';
import { commitIntake } from '../intake/commit-intake.ts';
import { makeIntake, prepareIntake, type PreparedIntake } from '../intake/prepare-intake.ts';
import type { SavedRecord } from '../vault-api.ts';
import {
  requireActive,
  requireStore,
  type ActiveSession,
  type VaultContext,
} from '../vault-context.ts';

/** Records that commit together: more hardly saves time, fewer cost it, and none of them is told saved before. */
const CHUNK_SIZE = 1000;

/** Other writes may use the numbers first; then the chunk is prepared anew with the next ones. */
const MOST_TRIES = 5;

export interface SealManyOptions {
  /** Told after every commit how many records are on disk. */
  readonly onProgress?: ((sealed: number) => void) | undefined;
  /** Ends it between two chunks; what was committed stays. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Enrols many people who are new and have no draft, as an import does, with the checks that `sealDraft` makes. They are
 * saved, sealed and found at once, and stand in the intake until `fileIntake` has made their items for delivery. A chunk
 * is made while the one before it is sealed and commits, and other writes come in between. Answers those that were saved.
 * @throws FieldsealError as `sealDraft` for the first that may not be saved (the chunks before it stay);
 * `vault.locked` when the vault is locked meanwhile; `vault.internal` for a person who is given twice.
 */
export async function sealMany(
  context: VaultContext,
  contents: readonly DraftContent[],
  options: SealManyOptions = {},
): Promise<readonly SavedRecord[]> {
  const session = requireActive(context, 'registrant.enrol');
  if (new Set(contents.map(({ draft }) => draft.id)).size < contents.length) {
    throw new FieldsealError('vault.internal');
  }
  const { locks } = context;
  const saved: SavedRecord[] = [];
  let counters = await readCounters(context);
  let commit = Promise.resolve();
  let commitBefore = commit;
  try {
    for (let start = 0; start < contents.length; start += CHUNK_SIZE) {
      if (options.signal?.aborted === true) break;
      const part = contents.slice(start, start + CHUNK_SIZE);
      const made = await makeIntake(session, part, counters, context.deps.now());
      // Two at most wait for the disk, so that it never waits for this thread.
      await commitBefore;
      if (context.locks !== locks) throw new FieldsealError('vault.locked');
      counters = made.next;
      commitBefore = commit;
      commit = Promise.all([made.sealed, commit])
        .then(([chunk]) => commitInTurn(context, session, part, chunk))
        .then((committed) => {
          saved.push(...recordsOf(committed));
          options.onProgress?.(saved.length);
        });
      // Awaited with the next chunk; until then it is not unhandled.
      commit.catch(() => undefined);
    }
    await commit;
  } finally {
    await commit.catch(() => undefined);
    if (saved.length > 0) context.emit({ type: 'records-changed' });
  }
  return saved;
}

async function commitInTurn(
  context: VaultContext,
  session: ActiveSession,
  part: readonly DraftContent[],
  prepared: PreparedIntake,
): Promise<PreparedIntake> {
  return context.writes(async () => {
    let chunk = prepared;
    for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
      if (await commitIntake(context, session, chunk)) return chunk;
      chunk = await prepareIntake(session, part, await readCounters(context), context.deps.now());
    }
    throw new FieldsealError('vault.internal');
  });
}

function recordsOf({ row }: PreparedIntake): readonly SavedRecord[] {
  return row.heads.map(({ recordId, registrationNumber }) => ({
    recordId,
    registrationNumber,
    version: 1,
  }));
}

async function readCounters(context: VaultContext): Promise<CounterMeta> {
  return (await requireStore(context).read('counters')) ?? FIRST_COUNTERS;
}

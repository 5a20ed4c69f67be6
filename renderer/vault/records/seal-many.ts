import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { FIRST_COUNTERS } from '../database/counts.ts';
import type { CounterMeta } from '../database/rows.ts';
import type { DraftContent } from '../drafts/draft-content.ts';
import type { SavedRecord } from '../vault-api.ts';
import {
  requireActive,
  requireStore,
  type ActiveSession,
  type VaultContext,
} from '../vault-context.ts';
import { commitChunk } from './commit-chunk.ts';
import { prepareChunk, type PreparedChunk } from './prepare-chunk.ts';
import { savedRecords } from './saved-records.ts';

/** Records that commit together: more no longer saves time, fewer do not lose much. */
const CHUNK_SIZE = 500;

/** Other writes may use the numbers first; then the chunk is built anew with the next ones. */
const MOST_TRIES = 5;

export interface SealManyOptions {
  /** Told after every commit how many records are on disk. */
  readonly onProgress?: ((sealed: number) => void) | undefined;
  /** Ends it between two chunks; what was committed stays. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Enrols many people who have no draft, as an import does: each goes through everything that `sealDraft` does. A chunk
 * is prepared while the one before it commits, and other writes come in between. Answers those that were saved.
 * @throws FieldsealError as `sealDraft` for the first that may not be saved (the chunks before it stay);
 * `vault.locked` when the vault is locked meanwhile.
 */
export async function sealMany(
  context: VaultContext,
  contents: readonly DraftContent[],
  options: SealManyOptions = {},
): Promise<readonly SavedRecord[]> {
  const session = requireActive(context, 'registrant.enrol');
  const { locks } = context;
  const saved: SavedRecord[] = [];
  let commit: Promise<CounterMeta> = Promise.resolve(await readCounters(context));
  let counters = await commit;
  try {
    for (let start = 0; start < contents.length; start += CHUNK_SIZE) {
      if (options.signal?.aborted === true) break;
      const part = contents.slice(start, start + CHUNK_SIZE);
      const [chunk] = await Promise.all([
        prepareChunk(session, part, counters, context.deps.now()),
        commit,
      ]);
      if (context.locks !== locks) throw new FieldsealError('vault.locked');
      counters = chunk.next;
      commit = commitInTurn(context, session, part, chunk).then((done) => {
        saved.push(...savedRecords(session, done));
        options.onProgress?.(saved.length);
        return done.next;
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
  prepared: PreparedChunk,
): Promise<PreparedChunk> {
  return context.writes(async () => {
    let chunk = prepared;
    for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
      if (await commitChunk(context, session, chunk, 'nothing')) return chunk;
      chunk = await prepareChunk(session, part, await readCounters(context), context.deps.now());
    }
    throw new FieldsealError('vault.internal');
  });
}

async function readCounters(context: VaultContext): Promise<CounterMeta> {
  return (await requireStore(context).read('counters')) ?? FIRST_COUNTERS;
}

import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { FIRST_COUNTERS } from '../database/counts.ts';
import { readDraft } from '../drafts/drafts.ts';
import { keepIndexWhenIdle } from '../index/keep-index.ts';
import type { SavedRecord } from '../vault-api.ts';
import {
  requireActive,
  requireStore,
  type ActiveSession,
  type VaultContext,
} from '../vault-context.ts';
import { commitChunk } from './commit-chunk.ts';
import { prepareChunk } from './prepare-chunk.ts';
import { savedRecords } from './saved-records.ts';

/** Another window may use the numbers first; then everything is built anew with the next ones. */
const MOST_TRIES = 5;

const SAVES_BETWEEN_UPKEEP = 64;

/**
 * Makes a record of a draft: consent, answers, record, index page, numbers and the end of the draft commit together
 * or not at all.
 * @throws FieldsealError `consent.*`, `form.invalid` with the field ids, `review.key-missing`, `vault.storage-full`.
 */
export async function sealDraft(context: VaultContext, id: string): Promise<SavedRecord> {
  const session = requireActive(context, 'registrant.enrol');
  const saved = await context.writes(async () => {
    for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
      const done = await trySeal(context, session, id);
      if (done !== null) return done;
    }
    throw new FieldsealError('vault.internal');
  });
  context.emit({ type: 'records-changed' });
  return saved;
}

async function trySeal(
  context: VaultContext,
  session: ActiveSession,
  id: string,
): Promise<SavedRecord | null> {
  const [content, counters] = await Promise.all([
    readDraft(context, session, id),
    requireStore(context).read('counters'),
  ]);
  const before = counters ?? FIRST_COUNTERS;
  const chunk = await prepareChunk(session, [content], before, context.deps.now());
  if (!(await commitChunk(context, session, chunk))) return null;
  // Each save leaves a page of its own.
  if (chunk.next.deviceCounter % SAVES_BETWEEN_UPKEEP === 0) keepIndexWhenIdle(context);
  return savedRecords(session, chunk)[0] ?? null;
}

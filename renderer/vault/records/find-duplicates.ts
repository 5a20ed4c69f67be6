import type { Answers } from '../../../shared/forms/form-definition.ts';
import { CANDIDATE_SCORE, isWorthShowing } from '../../../shared/matching/decision.ts';
import { explainMatch, type PlainPerson } from '../../../shared/matching/explain.ts';
import { readRecords, type StoredRecord } from '../database/record-items.ts';
import { displayName } from '../drafts/drafts.ts';
import type { IndexPlan } from '../index/index-plan.ts';
import { nameAndBirthDateTokens, recordTokens } from '../index/index-tokens.ts';
import { birthDateOf, textOf } from '../index/match-person.ts';
import type { DuplicateHit } from '../vault-api.ts';
import {
  requireActive,
  requireStore,
  type ActiveSession,
  type VaultContext,
} from '../vault-context.ts';
import {
  findRecords,
  openFromIntake,
  recordsWithToken,
  type HeldRecord,
  type RecordHead,
} from './held-records.ts';
import { isReadable, openOwnRecord } from './record-keys.ts';
import { noteNames, summaryOf } from './summaries.ts';

/** More than these nobody compares by eye; each of one's own is opened. */
const MOST_HITS = 10;

/** Why a record is looked at, before anything of it is opened. */
interface Candidate {
  readonly recordId: string;
  readonly by: DuplicateHit['by'];
  readonly score: number | null;
}

/**
 * Records of this laptop, of whatever operator, that may be the same person, the likest first. Blind indexes and one scan
 * of encodings name them without decrypting; own ones are then opened and compared field by field. Of a colleague's
 * nothing is shown but that it is there. The draft's own record is none.
 */
export async function findDuplicates(
  context: VaultContext,
  draftId: string,
  answers: Answers,
): Promise<readonly DuplicateHit[]> {
  const session = requireActive(context, 'registrant.enrol');
  const found = await candidates(context, session, answers);
  const nearest = found
    .filter(({ recordId }) => recordId !== draftId)
    .sort((a, b) => rankOf(b) - rankOf(a))
    .slice(0, MOST_HITS);
  const held = await findRecords(
    context,
    nearest.map((hit) => hit.recordId),
  );
  const opened = await openFromIntake(context, session, held);
  const stored = await readableRows(context, session, held);
  const entered = plainPerson(session.programme.plan, answers);
  const hits = await Promise.all(
    nearest.map(async (candidate) => {
      const record = held.find(({ head }) => head.recordId === candidate.recordId);
      if (record === undefined) return null;
      const inPage = opened.get(candidate.recordId)?.answers ?? null;
      const inRow = stored.get(candidate.recordId);
      const own = inRow === undefined ? inPage : await openedAnswers(session, inRow);
      return compare(session, candidate, record.head, own, entered);
    }),
  );
  const shown = hits.filter((hit) => hit !== null);
  noteNames(
    session,
    { kind: 'duplicates.checked', reason: 'duplicate-comparison' },
    shown.map((hit) => hit.record),
  );
  return shown;
}

async function candidates(
  context: VaultContext,
  session: ActiveSession,
  answers: Answers,
): Promise<readonly Candidate[]> {
  const { laptopTokens, plan, index } = session.programme;
  const { open, clk } = recordTokens(laptopTokens, plan, answers);
  const byId =
    open.nationalId === undefined
      ? []
      : await recordsWithToken(context, session, 'nationalIdToken', open.nationalId, MOST_HITS + 1);
  const idHits = byId.map(({ head }) => head.recordId);
  const byName = index
    .find('name-and-birth-date', nameAndBirthDateTokens(laptopTokens, plan, answers))
    .slice(0, MOST_HITS + 1);
  const similar = clk === null ? [] : index.similar(clk, CANDIDATE_SCORE, MOST_HITS + 1);
  const scores = new Map(similar.map(({ recordId, score }) => [recordId, score]));
  return [...new Set([...idHits, ...byName, ...scores.keys()])].map((recordId) => ({
    recordId,
    by: [
      ...(idHits.includes(recordId) ? (['national-id'] as const) : []),
      ...(byName.includes(recordId) ? (['name-and-birth-date'] as const) : []),
      ...(scores.has(recordId) ? (['likeness'] as const) : []),
    ],
    score: scores.get(recordId) ?? null,
  }));
}

/** The same identity number first, then by likeness; an index hit without a score is at least a candidate. */
function rankOf(candidate: Candidate): number {
  const score = candidate.score ?? CANDIDATE_SCORE;
  return candidate.by.includes('national-id') ? 1 + score : score;
}

/** Null for one that only resembles, and too little; `opened` is null where nothing may be compared. */
function compare(
  session: ActiveSession,
  candidate: Candidate,
  head: RecordHead,
  opened: Answers | null,
  entered: PlainPerson,
): DuplicateHit | null {
  const explanation =
    opened === null ? null : explainMatch(entered, plainPerson(session.programme.plan, opened));
  const { by, score } = candidate;
  const byLikenessOnly = by.every((reason) => reason === 'likeness');
  if (byLikenessOnly && !isWorthShowing(score ?? 0, explanation)) return null;
  const name = opened === null ? null : displayName(session, opened);
  return { record: summaryOf(session, head, name), by, score, explanation };
}

/** Those that stand in rows and that this operator may open, with their items, by record id. */
async function readableRows(
  context: VaultContext,
  session: ActiveSession,
  held: readonly HeldRecord[],
): Promise<ReadonlyMap<string, StoredRecord>> {
  const readable = held.filter(({ row }) => row !== null && isReadable(session, row));
  const ids = readable.map(({ head }) => head.recordId);
  const stored = await readRecords(requireStore(context), ids);
  return new Map(stored.map((record) => [record.row.recordId, record]));
}

/** The answers of a record that this operator may open; null for a damaged one. */
async function openedAnswers(
  session: ActiveSession,
  stored: StoredRecord,
): Promise<Answers | null> {
  try {
    return (await openOwnRecord(session, stored)).answers;
  } catch {
    // A damaged record is still a match by its tokens; opening it says what is wrong.
    return null;
  }
}

function plainPerson(plan: IndexPlan, answers: Answers): PlainPerson {
  const [familyId, ...givenIds] = plan.names;
  return {
    familyName: textOf(answers, familyId),
    givenName: givenIds.map((id) => textOf(answers, id)).join(' '),
    birthDate: birthDateOf(plan, answers),
    phone: textOf(answers, plan.phone),
    nationalId: textOf(answers, plan.nationalId),
  };
}

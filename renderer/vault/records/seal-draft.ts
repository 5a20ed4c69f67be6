import { randomId } from '../../../shared/crypto/index.ts';
import { isInScope, leafAreas } from '../../../shared/domain/area.ts';
import type { RegistrantRecord } from '../../../shared/domain/registrant-record.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { pruneAnswers, validateAnswers } from '../../../shared/forms/form-engine.ts';
import { countDrafts, countMoves, FIRST_COUNTERS } from '../database/counts.ts';
import type { CounterMeta, RecordRow } from '../database/rows.ts';
import { readDraft } from '../drafts/drafts.ts';
import type { DraftContent } from '../drafts/draft-content.ts';
import { sealPage, type IndexEntry } from '../index/index-page.ts';
import { recordTokens } from '../index/index-tokens.ts';
import { areRingsCurrent } from '../keys/write-sealed.ts';
import type { SavedRecord } from '../vault-api.ts';
import {
  calendarDay,
  requireActive,
  requireStore,
  type ActiveSession,
  type VaultContext,
} from '../vault-context.ts';
import { buildItem } from './build-item.ts';
import { consentOfDraft, givenPurposes } from './consent-of-draft.ts';

/** Another window may use the numbers first; then everything is built anew with the next ones. */
const MOST_TRIES = 5;

/** Leaf areas in which the operator may register. */
export function enrolmentAreas(session: ActiveSession): readonly string[] {
  const { areas } = session.programme.pack;
  return leafAreas(areas)
    .filter((area) => isInScope(areas, session.operator.areaIds, area.id))
    .map((area) => area.id);
}

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
  const store = requireStore(context);
  const content = await readDraft(context, session, id);
  const counters = (await store.read('counters')) ?? FIRST_COUNTERS;
  const next: CounterMeta = {
    revision: counters.revision + 1,
    deviceCounter: counters.deviceCounter + 1,
    registrations: counters.registrations + (content.original === null ? 1 : 0),
  };
  const record = makeRecord(session, content, next, context.deps.now());
  const built = await buildItem(session, record);
  const tokens = await recordTokens(
    session.programme.laptopTokens,
    session.programme.plan,
    record.answers,
  );
  const entry: IndexEntry = {
    recordId: record.id,
    version: record.version,
    phoneLastFour: tokens.phoneLastFour,
    names: [...tokens.names],
    nameAndBirthDate: [...tokens.nameAndBirthDate],
  };
  const page = await sealPage(session.programme.indexPageKey, randomId(), [entry]);
  const row: RecordRow = {
    ...built,
    recordId: record.id,
    version: record.version,
    operatorId: record.operatorId,
    areaId: record.areaId,
    savedOrder: record.deviceCounter,
    savedAt: record.savedAt,
    registrationNumber: record.registrationNumber,
    state: 'saved',
    refusal: null,
    returned: null,
    ...(tokens.nationalId === null ? {} : { nationalIdToken: tokens.nationalId }),
    ...(tokens.phone === null ? {} : { phoneToken: tokens.phone }),
  };
  const correction = content.original !== null;
  const committed = await commit(context, session, {
    row,
    page,
    before: counters,
    next,
    correction,
  });
  if (!committed) {
    await session.rings.reload();
    return null;
  }
  session.programme.index.add(entry);
  return {
    recordId: record.id,
    registrationNumber: record.registrationNumber,
    version: record.version,
  };
}

/** What is written at once, and the counters that it was built on. */
interface Built {
  readonly row: RecordRow;
  readonly page: Awaited<ReturnType<typeof sealPage>>;
  readonly before: CounterMeta;
  readonly next: CounterMeta;
  readonly correction: boolean;
}

/** False when another window used the numbers or renewed the keys in between. */
async function commit(
  context: VaultContext,
  session: ActiveSession,
  { row, page, before, next, correction }: Built,
): Promise<boolean> {
  const store = requireStore(context);
  const tables = [store.meta, store.records, store.indexPages, store.drafts];
  const event = {
    kind: 'record.sealed' as const,
    recordIds: [row.recordId],
    version: row.version,
  };
  const sealer = { operatorId: row.operatorId, rings: session.rings };
  const done = await session.audit.commit(event, tables, async () => {
    const current = (await store.read('counters')) ?? FIRST_COUNTERS;
    if (current.revision !== before.revision) return null;
    if (!(await areRingsCurrent(store, sealer))) return null;
    const draft = await store.drafts.get(row.recordId);
    if (draft === undefined) throw new FieldsealError('vault.record-unknown');
    const old = await store.records.get(row.recordId);
    const mayReplace = old?.state === 'returned' || old?.state === 'refused';
    if (correction ? !mayReplace : old !== undefined) {
      throw new FieldsealError('vault.record-sealed', { record: row.registrationNumber });
    }
    await store.records.put(row);
    await store.indexPages.add(page);
    await store.write('counters', next);
    await store.drafts.delete(row.recordId);
    await countDrafts(store, row.operatorId, -1);
    await countMoves(store, [
      { operatorId: row.operatorId, from: old?.state ?? null, to: 'saved' },
    ]);
    return true;
  });
  return done !== null;
}

function makeRecord(
  session: ActiveSession,
  content: DraftContent,
  counters: CounterMeta,
  now: Date,
): RegistrantRecord {
  const { pack, deviceId, deviceCode } = session.programme;
  const consent = consentOfDraft(pack.notice, content, now);
  const given = givenPurposes(consent);
  const answers = answered(pruneAnswers(pack.form, content.draft.answers, given));
  const areaIds = enrolmentAreas(session);
  const problems = validateAnswers(pack.form, answers, {
    today: calendarDay(now),
    areaIds,
    givenPurposes: given,
  });
  if (problems.size > 0) {
    throw new FieldsealError('form.invalid', { fields: [...problems.keys()].join(', ') });
  }
  const areaField = pack.form.fields.find((field) => field.type === 'area');
  const areaId = areaField === undefined ? undefined : answers[areaField.id];
  if (typeof areaId !== 'string') {
    throw new FieldsealError('form.invalid', { fields: areaField?.id ?? 'area' });
  }
  return {
    schemaVersion: 1,
    id: content.draft.id,
    version: content.original?.nextVersion ?? 1,
    programmeId: pack.id,
    form: { id: pack.form.id, version: pack.form.version },
    areaId,
    operatorId: session.operator.operatorId,
    deviceId,
    registrationNumber:
      content.original?.registrationNumber ??
      `${deviceCode}-${String(counters.registrations).padStart(6, '0')}`,
    savedAt: now.toISOString(),
    deviceCounter: counters.deviceCounter,
    answers: answers as RegistrantRecord['answers'],
    consent,
  };
}

/** Without empty texts: an unanswered question leaves nothing behind. */
function answered(answers: DraftContent['draft']['answers']): DraftContent['draft']['answers'] {
  return Object.fromEntries(Object.entries(answers).filter(([, answer]) => answer !== ''));
}

import { areasFor } from '../../../shared/access/decide.ts';
import { isInScope, leafAreas } from '../../../shared/domain/area.ts';
import type { RegistrantRecord } from '../../../shared/domain/registrant-record.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { Answer } from '../../../shared/forms/form-definition.ts';
import { pruneAnswers, validateAnswers } from '../../../shared/forms/form-engine.ts';
import type { CounterMeta } from '../database/rows.ts';
import type { DraftContent } from '../drafts/draft-content.ts';
import { calendarDay, trustedNow, type ActiveSession } from '../vault-context.ts';
import { consentOfDraft, givenPurposes } from './consent-of-draft.ts';

/** Leaf areas in which the operator may register. */
export function enrolmentAreas(session: ActiveSession, now: Date): readonly string[] {
  const { held, pack } = session.programme;
  const scopes = areasFor(held, 'registrant.enrol', trustedNow(session.programme, now));
  return leafAreas(pack.areas)
    .filter((area) => scopes === null || isInScope(pack.areas, scopes, area.id))
    .map((area) => area.id);
}

/**
 * The record that a draft's consent and answers make; `counters` are those it takes, `areaIds` the
 * operator's `enrolmentAreas`.
 * @throws FieldsealError `consent.*`, `form.invalid` with the field ids.
 */
export function makeRecord(
  session: ActiveSession,
  content: DraftContent,
  counters: CounterMeta,
  areaIds: readonly string[],
  now: Date,
): RegistrantRecord {
  const { pack, deviceId, deviceCode } = session.programme;
  const consent = consentOfDraft(pack.notice, content, now);
  const given = givenPurposes(consent);
  const answers = answered(pruneAnswers(pack.form, content.draft.answers, given));
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
  const kept: Record<string, Answer> = {};
  for (const id in answers) {
    const answer = answers[id];
    if (answer !== undefined && answer !== '') kept[id] = answer;
  }
  return kept;
}

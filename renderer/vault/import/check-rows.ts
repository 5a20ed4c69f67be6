import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { createRepeatFinder } from '../../../shared/import/find-repeats.ts';
import { ImportPlan } from '../../../shared/import/import-plan.ts';
import type { ImportTable } from '../../../shared/import/import-table.ts';
import { planGaps } from '../../../shared/import/plan-gaps.ts';
import { readRow, type ImportedPerson } from '../../../shared/import/read-row.ts';
import { findingOf, type RowFinding } from '../../../shared/import/row-finding.ts';
import type { ImportCheckPart, ImportCounts } from '../import-api.ts';
import { consentOfDraft } from '../records/consent-of-draft.ts';
import { enrolmentAreas } from '../records/make-record.ts';
import { calendarDay, type ActiveSession, type VaultContext } from '../vault-context.ts';
import type { ImportCheck, ImportJob, PeopleKind } from './import-job.ts';
import { contentOf } from './person-content.ts';
import { sortRegistered } from './registered-people.ts';

/** Rows of one part: each may scan every encoding of the laptop, and other calls wait meanwhile. */
const PART_ROWS = 50;

const NONE: ImportCounts = { ready: 0, faulty: 0, refused: 0, registered: 0, alike: 0 };

/**
 * A check of all rows by what the operator said.
 * @throws FieldsealError `import.incomplete`, `consent.notice-changed`.
 */
export function beginCheck(
  session: ActiveSession,
  table: ImportTable,
  wanted: unknown,
  now: Date,
): ImportCheck {
  const parsed = ImportPlan.safeParse(wanted);
  const { form, notice, areas } = session.programme.pack;
  if (!parsed.success) throw new FieldsealError('import.incomplete');
  const plan = parsed.data;
  if (planGaps(plan, form, notice).length > 0) throw new FieldsealError('import.incomplete');
  if (plan.noticeVersion !== notice.version) {
    throw new FieldsealError('consent.notice-changed', {
      shown: plan.noticeVersion,
      current: notice.version,
    });
  }
  const own = new Set(enrolmentAreas(session, now));
  return {
    context: {
      form,
      notice,
      plan,
      enrolmentAreas: areas.filter(({ id }) => own.has(id)),
      columns: table.columns.length,
      today: calendarDay(now),
    },
    now,
    repeats: createRepeatFinder(session.programme.plan.nationalId),
    people: { ready: [], registered: [], alike: [] },
    position: 0,
    counts: NONE,
  };
}

/** Checks the next rows. */
export async function checkPart(
  context: VaultContext,
  session: ActiveSession,
  { table }: ImportJob,
  check: ImportCheck,
): Promise<ImportCheckPart> {
  const rows = table.rows.slice(check.position, check.position + PART_ROWS);
  check.position += rows.length;
  const findings: RowFinding[] = [];
  const people: ImportedPerson[] = [];
  const count = (kind: keyof ImportCounts): void => {
    check.counts = { ...check.counts, [kind]: check.counts[kind] + 1 };
  };
  for (const row of rows) {
    const reading = readRow(row, check.context);
    if (reading.kind !== 'person') {
      findings.push(...reading.findings);
      count(reading.kind);
      continue;
    }
    const fault =
      consentFault(session, reading.person, check) ?? check.repeats.meet(reading.person);
    if (fault === null) people.push(reading.person);
    else {
      findings.push(fault);
      count('faulty');
    }
  }
  const kinds = await sortRegistered(context, session, people);
  for (const [at, person] of people.entries()) {
    const kind = kinds[at] ?? 'ready';
    check.people[kind].push(person);
    count(kind);
    if (kind !== 'ready') findings.push(registeredFinding(session, person.row, kind));
  }
  return {
    done: check.position,
    total: table.rows.length,
    isDone: check.position >= table.rows.length,
    counts: check.counts,
    findings: findings.sort((a, b) => a.row - b.row),
  };
}

/** What sealing would say of the consent, asked before. */
function consentFault(
  session: ActiveSession,
  person: ImportedPerson,
  { context, now }: ImportCheck,
): RowFinding | null {
  try {
    consentOfDraft(session.programme.pack.notice, contentOf(person, context.plan, now), now);
    return null;
  } catch {
    return findingOf(person.row, 'consent-unanswered');
  }
}

function registeredFinding(
  session: ActiveSession,
  row: number,
  kind: Exclude<PeopleKind, 'ready'>,
): RowFinding {
  return kind === 'registered'
    ? findingOf(row, 'id-registered', { fieldId: session.programme.plan.nationalId })
    : findingOf(row, 'person-alike');
}

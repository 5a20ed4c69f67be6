/** Compares what a laptop holds after a kill with what it had acknowledged before. Pure, so that it is tested itself. */
import type { Answers } from '../../shared/forms/form-definition.ts';
import type { JournalEntry } from './journal.ts';
import type { Person } from './people.ts';
import type { Snapshot, SnapshotRecord } from './snapshot.ts';

/** What was on the laptop before the run, which the run must leave as it was. */
export interface Baseline {
  readonly records: ReadonlyMap<string, Answers>;
  readonly drafts: ReadonlyMap<string, Answers>;
  /** Records of other operators. */
  readonly others: readonly string[];
}

export interface Expectation {
  readonly baseline: Baseline;
  readonly people: readonly Person[];
  /** What was being typed into the name field, for runs at the screen. */
  readonly typing: string | null;
  readonly journal: readonly JournalEntry[];
}

/** One sentence for each thing that is not as it must be; ids only, no answers. */
export function judge(snapshot: Snapshot, expected: Expectation): readonly string[] {
  return [
    ...judgeRecords(snapshot, expected),
    ...judgeDrafts(snapshot, expected),
    ...judgeTyping(snapshot, expected),
    ...(snapshot.audit === '' ? [] : [`the audit chain is broken: ${snapshot.audit}`]),
    ...judgeCounters(snapshot),
    ...judgeRawRows(snapshot),
  ];
}

function judgeRecords(snapshot: Snapshot, expected: Expectation): readonly string[] {
  const held = new Map(snapshot.records.map((record) => [record.summary.recordId, record]));
  const mustBe = new Map<string, Answers>(expected.baseline.records);
  const problems: string[] = [];
  for (const entry of expected.journal) {
    if (entry.type !== 'sealed') continue;
    mustBe.set(entry.recordId, expected.people[entry.person]?.answers ?? {});
    const number = held.get(entry.recordId)?.summary.registrationNumber;
    if (number !== undefined && number !== entry.registrationNumber) {
      problems.push(`record ${entry.recordId}: another registration number than was shown`);
    }
  }
  for (const [recordId, answers] of mustBe) {
    const record = held.get(recordId);
    if (record === undefined) problems.push(`record ${recordId}: acknowledged and gone`);
    else if (record.answers !== null && !isSame(record.answers, answers)) {
      problems.push(`record ${recordId}: holds other answers than were saved`);
    }
  }
  for (const recordId of expected.baseline.others) {
    if (!held.has(recordId)) problems.push(`record ${recordId}: another operator’s, and gone`);
  }
  const numbers = snapshot.records.map((record) => record.summary.registrationNumber);
  if (new Set(numbers).size !== numbers.length)
    problems.push('a registration number is used twice');
  return [
    ...problems,
    ...judgeImports(snapshot, expected),
    ...snapshot.records.flatMap((record) => judgeRecord(record, expected)),
  ];
}

/** Everybody of a file that was imported whole is there; nobody twice is `judgeRecord`'s, by the identity number. */
function judgeImports({ records }: Snapshot, { people, journal }: Expectation): readonly string[] {
  return journal
    .flatMap((entry) => (entry.type === 'imported' ? entry.people : []))
    .filter((number) => {
      const person = people[number]?.answers ?? {};
      return !records.some(({ answers }) => answers !== null && isSame(answers, person));
    })
    .map((number) => `person ${String(number)}: imported and gone`);
}

/** A record that is there is whole: it opens, is somebody's we enrolled, and is found. */
function judgeRecord(record: SnapshotRecord, expected: Expectation): readonly string[] {
  const { recordId } = record.summary;
  const { answers, refusal } = record;
  if (answers === null) {
    return isSealed(record) && refusal === 'vault.record-sealed'
      ? []
      : [`record ${recordId}: ${refusal ?? 'does not open'}`];
  }
  const known = [
    ...expected.people.map((person) => person.answers),
    ...expected.baseline.records.values(),
  ];
  return [
    ...(known.some((one) => isSame(one, answers))
      ? []
      : [`record ${recordId}: nobody we enrolled`]),
    ...(record.byName.includes(recordId) ? [] : [`record ${recordId}: not found by name`]),
    ...(record.byNationalId.join() === recordId
      ? []
      : [`record ${recordId}: not found by identity number, or others are`]),
  ];
}

/** Its key was given away, or never was this operator's. */
function isSealed({ summary }: SnapshotRecord): boolean {
  return !summary.own || summary.state === 'received' || summary.state === 'approved';
}

function judgeDrafts(snapshot: Snapshot, expected: Expectation): readonly string[] {
  const drafts = new Map(snapshot.drafts.map((draft) => [draft.id, draft]));
  const records = new Set(snapshot.records.map((record) => record.summary.recordId));
  const problems = snapshot.drafts
    .filter((draft) => draft.draft === null)
    .map((draft) => `draft ${draft.id}: ${draft.refusal ?? 'does not open'}`);
  for (const [id, answers] of expected.baseline.drafts) {
    const draft = drafts.get(id)?.draft;
    if (draft === undefined) problems.push(`draft ${id}: was there before and is gone`);
    else if (draft !== null && !isSame(draft.answers, answers)) {
      problems.push(`draft ${id}: was not touched and has changed`);
    }
  }
  for (const id of records) if (drafts.has(id)) problems.push(`record ${id}: its draft remains`);
  for (const { draftId, person, stage } of lastSaves(expected.journal)) {
    const { stages } = expected.people[person] ?? { stages: [] };
    const draft = drafts.get(draftId)?.draft;
    // One whose last save was acknowledged may just have been made a record, or thrown away.
    const mayBeGone = stage === stages.length;
    if (draft === undefined && !records.has(draftId) && !mayBeGone) {
      problems.push(`draft ${draftId}: acknowledged and gone`);
    }
    if (draft === undefined || draft === null) continue;
    if (![{}, ...stages].slice(stage).some((one) => isSame(one, draft.answers))) {
      problems.push(`draft ${draftId}: holds less than was acknowledged`);
    }
  }
  return problems;
}

interface LastSave {
  readonly draftId: string;
  readonly person: number;
  readonly stage: number;
}

/** The furthest acknowledged stage of each draft that was neither sealed nor thrown away. */
function lastSaves(journal: readonly JournalEntry[]): readonly LastSave[] {
  const last = new Map<string, LastSave>();
  for (const entry of journal) {
    if (entry.type === 'created') last.set(entry.draftId, { ...entry, stage: 0 });
    else if (entry.type === 'saved') last.set(entry.draftId, entry);
    else if (entry.type === 'discarded') last.delete(entry.draftId);
    else if (entry.type === 'sealed') last.delete(entry.recordId);
  }
  return [...last.values()];
}

function judgeTyping(snapshot: Snapshot, expected: Expectation): readonly string[] {
  const { typing, journal, baseline } = expected;
  if (typing === null) return [];
  const shown = journal.flatMap((entry) =>
    entry.type === 'shown-saved' || entry.type === 'locked' ? [entry.typed] : [],
  );
  const safe = shown.reduce((longest, text) => (text.length > longest.length ? text : longest), '');
  const typed = snapshot.drafts
    .filter((draft) => !baseline.drafts.has(draft.id))
    .map((draft) => draft.draft?.answers['familyName'] ?? '');
  const isHeld = typed.some(
    (text) => typeof text === 'string' && text.startsWith(safe) && typing.startsWith(text),
  );
  return isHeld || safe === '' ? [] : ['the screen said "saved" and what was typed is gone'];
}

function judgeCounters(snapshot: Snapshot): readonly string[] {
  const own = snapshot.records.filter((record) => record.summary.own);
  const problems: string[] = [];
  if (snapshot.counts.drafts !== snapshot.drafts.length) problems.push('the drafts are miscounted');
  for (const [state, count] of Object.entries(snapshot.counts.byState)) {
    const found = own.filter((record) => record.summary.state === state).length;
    if (found !== count) {
      problems.push(`${state}: ${String(count)} counted, ${String(found)} there`);
    }
  }
  if ((snapshot.counts.unsearchable ?? 0) > 0) problems.push('some records can’t be searched');
  return problems;
}

function judgeRawRows({ raw, records }: Snapshot): readonly string[] {
  const problems: string[] = [];
  if (raw.highestOrder > raw.deviceCounter) problems.push('a record is ahead of the counter');
  if (raw.registrations < records.length) problems.push('fewer registrations than records');
  for (const id of new Set(raw.ownersOfRows)) {
    if (!raw.operatorIds.includes(id)) problems.push(`rows of an operator who is not here: ${id}`);
  }
  for (const id of raw.operatorIds) {
    if (JSON.stringify(raw.counted[id]) !== JSON.stringify(raw.found[id])) {
      problems.push(`operator ${id}: counters and rows differ`);
    }
  }
  return [
    ...problems,
    ...raw.wrongKeys.map((id) => `record ${id}: orphan or missing key`),
    ...raw.wrongItems.map((id) => `record ${id}: orphan, missing or misplaced item`),
  ];
}

/** Equal answers; the order in which they were given says nothing. */
function isSame(a: Answers, b: Answers): boolean {
  return canonical(a) === canonical(b);
}

function canonical(answers: Answers): string {
  return JSON.stringify(
    Object.entries(answers).sort(([first], [second]) => (first < second ? -1 : 1)),
  );
}

import { describe, expect, test } from 'vitest';
import type { Answers } from '../../shared/forms/form-definition.ts';
import { judge, type Expectation } from './judge.ts';
import type { JournalEntry } from './journal.ts';
import { makePeople } from './people.ts';
import { randomFor } from './random-for.ts';
import type { Snapshot, SnapshotDraft, SnapshotRecord } from './snapshot.ts';

const PEOPLE = makePeople(randomFor(1, 'judge'), 3, ['village']);
const [FIRST, SECOND] = PEOPLE.map((person) => person.answers) as [Answers, Answers];

function recordOf(recordId: string, answers: Answers, changes: object = {}): SnapshotRecord {
  return {
    summary: {
      recordId,
      version: 1,
      registrationNumber: `AAAA-${recordId}`,
      savedAt: '2026-11-24T10:00:00Z',
      areaId: 'village',
      state: 'saved',
      refusal: null,
      own: true,
      displayName: null,
    },
    answers,
    refusal: null,
    byName: [recordId],
    byNationalId: [recordId],
    ...changes,
  };
}

function draftOf(id: string, answers: Answers): SnapshotDraft {
  return {
    id,
    refusal: null,
    draft: {
      id,
      step: 'form',
      consent: {
        noticeLanguage: 'en',
        answers: {},
        method: null,
        witness: '',
        signaturePath: '',
      },
      answers,
      updatedAt: '2026-11-24T10:00:00Z',
      correction: null,
    },
  };
}

/** A laptop on which rows and counters agree. */
function laptopWith(
  records: readonly SnapshotRecord[],
  drafts: readonly SnapshotDraft[] = [],
): Snapshot {
  const own = { drafts: drafts.length, records: records.length };
  const none = { 'in-batch': 0, received: 0, refused: 0, approved: 0, returned: 0 };
  return {
    counts: {
      drafts: drafts.length,
      byState: { saved: records.length, ...none },
      lastSyncAt: null,
      photosWaiting: 0,
    },
    records,
    drafts,
    audit: '',
    raw: {
      deviceCounter: 10,
      registrations: 10,
      highestOrder: 10,
      operatorIds: ['one'],
      ownersOfRows: ['one'],
      counted: { one: own },
      found: { one: own },
      wrongKeys: [],
      wrongItems: [],
    },
  };
}

function expecting(journal: readonly JournalEntry[], typing: string | null = null): Expectation {
  const baseline = { records: new Map(), drafts: new Map(), others: [] };
  return { baseline, people: PEOPLE, typing, journal };
}

const SEALED: JournalEntry = {
  type: 'sealed',
  recordId: 'r1',
  registrationNumber: 'AAAA-r1',
  person: 0,
};
const saved = (stage: number): JournalEntry => ({ type: 'saved', draftId: 'd1', person: 1, stage });

describe('a laptop after a kill', () => {
  test('with everything that was acknowledged is whole', () => {
    const whole = laptopWith([recordOf('r1', FIRST)], [draftOf('d1', SECOND)]);
    expect(judge(whole, expecting([SEALED, saved(3)]))).toEqual([]);
    // The save after the last acknowledged one may have been made, or not.
    expect(judge(whole, expecting([SEALED, saved(2)]))).toEqual([]);
    expect(judge(laptopWith([recordOf('r1', FIRST)]), expecting([]))).toEqual([]);
  });

  const good = recordOf('r1', FIRST);
  const raw = laptopWith([good]).raw;
  test.each<[string, Snapshot, readonly JournalEntry[]]>([
    ['acknowledged and gone', laptopWith([]), [SEALED]],
    ['other answers', laptopWith([recordOf('r1', SECOND)]), [SEALED]],
    ['nobody we enrolled', laptopWith([recordOf('r1', { familyName: 'Half' })]), []],
    ['vault.record-damaged', laptopWith([brokenRecord()]), [SEALED]],
    ['another registration number', laptopWith([good]), [{ ...SEALED, registrationNumber: 'x' }]],
    ['not found by name', laptopWith([recordOf('r1', FIRST, { byName: [] })]), [SEALED]],
    ['not found by identity', laptopWith([recordOf('r1', FIRST, { byNationalId: [] })]), [SEALED]],
    ['used twice', laptopWith([good, { ...good }]), [SEALED]],
    ['its draft remains', laptopWith([good], [draftOf('r1', FIRST)]), [SEALED]],
    ['acknowledged and gone', laptopWith([]), [saved(2)]],
    ['imported and gone', laptopWith([good]), [{ type: 'imported', people: [0, 1] }]],
    [
      'less than was acknowledged',
      laptopWith([], [draftOf('d1', PEOPLE[1]?.stages[0] ?? {})]),
      [saved(2)],
    ],
    ['miscounted', { ...laptopWith([good]), drafts: [draftOf('d2', {})] }, [SEALED]],
    ['0 counted, 1 there', { ...laptopWith([]), records: [good] }, [SEALED]],
    ['ahead of the counter', { ...laptopWith([good]), raw: { ...raw, highestOrder: 11 } }, []],
    ['fewer registrations', { ...laptopWith([good]), raw: { ...raw, registrations: 0 } }, []],
    ['not here', { ...laptopWith([good]), raw: { ...raw, ownersOfRows: ['two'] } }, []],
    ['audit chain', { ...laptopWith([good]), audit: 'event 3' }, []],
    ['orphan', { ...laptopWith([good]), raw: { ...raw, wrongKeys: ['r1'] } }, []],
    ['misplaced item', { ...laptopWith([good]), raw: { ...raw, wrongItems: ['r1'] } }, []],
    [
      'counters and rows differ',
      { ...laptopWith([good]), raw: { ...raw, found: { one: { drafts: 1, records: 1 } } } },
      [],
    ],
  ])('is told: %s', (problem, snapshot, journal) => {
    expect(judge(snapshot, expecting(journal)).join('\n')).toContain(problem);
  });

  test('with less than the screen called saved is told', () => {
    const shown: JournalEntry = { type: 'shown-saved', typed: 'Abdul' };
    const held = (text: string): Snapshot => laptopWith([], [draftOf('d', { familyName: text })]);
    expect(judge(held('Abdulr'), expecting([shown], 'Abdulrahman'))).toEqual([]);
    expect(judge(held('Abdu'), expecting([shown], 'Abdulrahman'))).toHaveLength(1);
    expect(judge(held('Someone'), expecting([shown], 'Abdulrahman'))).toHaveLength(1);
    expect(judge(laptopWith([]), expecting([shown], 'Abdulrahman'))).toHaveLength(1);
  });
});

function brokenRecord(): SnapshotRecord {
  return { ...recordOf('r1', FIRST), answers: null, refusal: 'vault.record-damaged' };
}

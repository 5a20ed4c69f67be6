import type { DraftContent } from '../../../renderer/vault/drafts/draft-content.ts';
import type { Answers } from '../../../shared/forms/form-definition.ts';
import { createRandom, type SeededRandom } from '../../fixtures/people/random.ts';
import { NAME_COUNTS } from './name-table.ts';

/** Texts beside the answers, so that a record has the size that the figures speak of: 1.5 kB. */
const WITNESS =
  'Layla Haddad, neighbour, who read the notice aloud and saw the person agree. '.repeat(2);
const NOTE_LENGTH = 120;

const GIVEN = (
  'Amina Joseph Fatima David Grace Samuel Maryam Daniel Ruth Yusuf Esther Ibrahim Sarah Peter ' +
  'Halima Michael Joyce Omar Alice Thomas Zainab Andrew Rachel Hassan Hannah Philip Leila Simon ' +
  'Deborah Karim Naomi Stephen Salma Victor Nadia Robert Huda Martin Rania George'
).split(' ');

const CUMULATED = cumulate(NAME_COUNTS.map(({ count }) => count));

/** A person as an enumerator would type them; the same for the same seed on every machine. */
export interface SamplePerson {
  readonly id: string;
  readonly familyName: string;
  readonly givenName: string;
  readonly birthDate: string;
  readonly sex: string;
  readonly nationalId: string;
  readonly phone: string;
}

/** `count` people from a seed. Names follow public counts, everything else is drawn evenly. */
export function samplePeople(seed: number, count: number): readonly SamplePerson[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => ({
    id: crypto.randomUUID(),
    familyName: drawName(random),
    givenName: `${random.pick(GIVEN)} ${random.pick(GIVEN)}`,
    birthDate: `${String(random.between(1940, 2015))}-${two(random.between(1, 12))}-${two(random.between(1, 28))}`,
    sex: random.chance(0.52) ? 'female' : 'male',
    nationalId: `KA-${random.digits(10)}`,
    phone: `+2557${random.digits(8)}`,
  }));
}

/**
 * Those of the people at `positions`. The others are let go: a list of ten thousand that is held while a store is timed
 * makes the collector's pauses longer, and these would count as the store's.
 */
export function somePeople(
  seed: number,
  count: number,
  positions: readonly number[],
): readonly SamplePerson[] {
  const people = samplePeople(seed, count);
  return positions.map((position) => {
    const person = people[position];
    if (person === undefined) throw new Error('no such person');
    return { ...person };
  });
}

/** The person's enrolment, as the vault takes it. */
export function enrolmentOf(
  person: SamplePerson,
  areaId: string,
  noticeVersion: number,
): DraftContent {
  return {
    draft: {
      id: person.id,
      step: 'check',
      consent: {
        noticeLanguage: 'en',
        answers: { registration: 'given', contact: 'given', 'identity-photo': 'refused' },
        method: 'verbal-witnessed',
        witness: WITNESS,
        signaturePath: '',
      },
      answers: answersOf(person, areaId),
      updatedAt: '2026-03-01T08:00:00.000Z',
      correction: null,
    },
    noticeVersion,
    original: null,
  };
}

/** The person's answers to the demonstration's form. */
export function answersOf(person: SamplePerson, areaId: string): Answers {
  return {
    familyName: person.familyName,
    givenName: person.givenName,
    birthDate: { precision: 'day', value: person.birthDate },
    sex: person.sex,
    nationalId: person.nationalId,
    phone: person.phone,
    area: areaId,
  };
}

/** What a store without encryption would keep of the same enrolment: as many bytes, all of them readable. */
export function plainRecordOf(person: SamplePerson) {
  return {
    id: person.id,
    familyName: person.familyName,
    givenName: person.givenName,
    birthDate: person.birthDate,
    nationalId: person.nationalId,
    phone: person.phone,
    phoneLastFour: person.phone.slice(-4),
    record: {
      schemaVersion: 1,
      version: 1,
      programmeId: 'shock-responsive-cash',
      form: { id: 'registration', version: 1 },
      areaId: 'nahr-1',
      operatorId: 'op-enumerator-1',
      deviceId: 'N2QwYzE5ZTYtZjY0Mi00',
      registrationNumber: 'KA-000001',
      savedAt: '2026-03-01T08:00:00.000Z',
      deviceCounter: 1,
      sex: person.sex,
      note: '-'.repeat(NOTE_LENGTH),
      consent: {
        schemaVersion: 1,
        id: '0b9c1f0e-0000-4000-8000-000000000001',
        registrantId: person.id,
        controller: { name: 'Ministry of Social Protection', contact: 'privacy@example.org' },
        recipients: ['Ministry of Social Protection', 'Paying bank'],
        notice: { id: 'notice', version: 1, language: 'en', hash: 'a'.repeat(64) },
        legalBasis: 'consent',
        purposes: { registration: 'given', contact: 'given', 'identity-photo': 'refused' },
        collectionMethod: 'verbal-witnessed',
        witness: WITNESS,
        effectiveDate: '2026-03-01',
        expiryDate: '2028-03-01',
        status: 'given',
        history: [
          { status: 'requested', at: '2026-03-01T08:00:00.000Z' },
          { status: 'given', at: '2026-03-01T08:00:00.000Z' },
        ],
      },
    },
  };
}

/** A row as a store without encryption keeps it. */
export type PlainRecord = ReturnType<typeof plainRecordOf>;

function drawName(random: SeededRandom): string {
  const wanted = random.next() * (CUMULATED.at(-1) ?? 0);
  let [low, high] = [0, CUMULATED.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((CUMULATED[middle] ?? 0) > wanted) high = middle;
    else low = middle + 1;
  }
  return NAME_COUNTS[low]?.name ?? '';
}

function cumulate(counts: readonly number[]): Float64Array {
  const sums = new Float64Array(counts.length);
  let sum = 0;
  for (const [at, count] of counts.entries()) {
    sum += count;
    sums[at] = sum;
  }
  return sums;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

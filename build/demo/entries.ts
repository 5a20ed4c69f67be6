import fs from 'node:fs';
import { validateAnswers, type FieldProblem } from '../../shared/forms/form-engine.ts';
import type { Answers, FormDefinition } from '../../shared/forms/form-definition.ts';
import { readFebrl } from '../../test/fixtures/people/febrl-reader.ts';
import { generatePeople } from '../../test/fixtures/people/generate-people.ts';
import type { FixturePerson } from '../../test/fixtures/people/person.ts';
import type { DemoOptions } from './options.ts';

/** One enrolment: what is asked for consent and typed into the form. */
export interface DemoEntry {
  readonly personId: string;
  readonly duplicateOf: string | null;
  readonly consent: Readonly<Record<string, 'given' | 'refused'>>;
  readonly answers: Answers;
}

/** The people, and how many rows of the file hold no name. */
export function loadPeople(options: DemoOptions): {
  readonly people: readonly FixturePerson[];
  readonly rejectedWithoutName: number;
} {
  if (options.peopleFile === null) {
    const people = generatePeople({ seed: options.seed, count: options.count ?? 0 });
    return { people, rejectedWithoutName: 0 };
  }
  const { people, rejectedWithoutName } = readFebrl(fs.readFileSync(options.peopleFile, 'utf8'));
  return { people: people.slice(0, options.count ?? people.length), rejectedWithoutName };
}

/**
 * Entries for the programme's form. Somebody with a single name has it in both name fields where both are
 * required, as registries do. Those whom the form would refuse (a birth over 125 years ago, say) are left
 * out and counted by problem: an enumerator could not save them either.
 */
export function makeEntries(
  people: readonly FixturePerson[],
  form: FormDefinition,
  areaIds: readonly string[],
  today: string,
): { readonly entries: readonly DemoEntry[]; readonly rejected: ReadonlyMap<string, number> } {
  const rejected = new Map<string, number>();
  const entries: DemoEntry[] = [];
  for (const person of people) {
    const entry = makeEntry(person, form, areaIds);
    const givenPurposes = new Set(
      Object.keys(entry.consent).filter((id) => entry.consent[id] === 'given'),
    );
    const [problem] = validateAnswers(form, entry.answers, { today, areaIds, givenPurposes });
    if (problem === undefined) entries.push(entry);
    else count(rejected, problem);
  }
  return { entries, rejected };
}

function count(rejected: Map<string, number>, [fieldId, problem]: [string, FieldProblem]): void {
  const name = `${fieldId}: ${problem}`;
  rejected.set(name, (rejected.get(name) ?? 0) + 1);
}

function makeEntry(
  person: FixturePerson,
  form: FormDefinition,
  areaIds: readonly string[],
): DemoEntry {
  const isRequired = (id: string) => form.fields.some((field) => field.id === id && field.required);
  const givenName =
    person.givenName === '' && isRequired('givenName') ? person.familyName : person.givenName;
  const answers: Record<string, Answers[string] | undefined> = {
    familyName: person.familyName,
    givenName: givenName === '' ? undefined : givenName,
    birthDate: person.birthDate ?? undefined,
    sex: person.sex ?? anyOption(form, person),
    nationalId: person.nationalId,
    phone: person.phone,
    area: areaIds[person.areaIndex % areaIds.length],
  };
  return {
    personId: person.personId,
    duplicateOf: person.duplicateOf,
    consent: {
      registration: 'given',
      contact: person.phone === undefined ? 'refused' : 'given',
      'identity-photo': 'refused',
    },
    answers: Object.fromEntries(
      Object.entries(answers).filter(
        (pair): pair is [string, Answers[string]] => pair[1] !== undefined,
      ),
    ),
  };
}

/** FEBRL does not tell the sex; the form asks for it. The same person gets the same one. */
function anyOption(form: FormDefinition, person: FixturePerson): string | undefined {
  const field = form.fields.find(({ id }) => id === 'sex');
  if (field?.type !== 'choice') return undefined;
  const number = Number(/\d+/u.exec(person.personId)?.[0] ?? 0);
  return field.options[number % Math.min(2, field.options.length)]?.code;
}

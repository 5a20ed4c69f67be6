import type { Answers } from '../../../shared/forms/form-definition.ts';
import { unlockVault, type FaultWindow } from '../page-vault.ts';
import type { Person } from '../people.ts';
import type { Scenario } from './scenario.ts';

const PEOPLE_OF_A_FILE = 12;
const FILES = 4;
const LONGEST_DELAY_MS = 150;
const PURPOSES = { registration: 'yes', contact: 'yes', 'identity-photo': 'no' };

/** Several files are imported: people are saved together, then made ready for delivery. */
export const IMPORT: Scenario = {
  name: 'import',
  profile: 'plain',
  weight: 3,
  people: FILES * PEOPLE_OF_A_FILE,
  plan: (random) => ({
    acknowledgements: random.between(0, FILES - 1),
    delayMs: random.between(0, LONGEST_DELAY_MS),
  }),
  ready: ({ laptop, profile }) => unlockVault(laptop.page, profile),
  async work({ laptop, people }) {
    for (let start = 0; start < people.length; start += PEOPLE_OF_A_FILE) {
      const part = people.slice(start, start + PEOPLE_OF_A_FILE);
      await laptop.page.evaluate(importFile, {
        text: fileOf(part),
        numbers: part.map((_person, at) => start + at),
      });
    }
  },
};

interface ImportOrder {
  readonly text: string;
  /** Who stands in the file. */
  readonly numbers: readonly number[];
}

async function importFile({ text, numbers }: ImportOrder): Promise<void> {
  const { fieldsealDemoVault: vault, fieldsealReport } = window as unknown as FaultWindow;
  const { matched } = await vault.openImport(new Blob([text]));
  const { notice } = await vault.programme();
  await vault.beginImportCheck({
    ...matched,
    witnessName: '',
    method: 'electronic',
    noticeLanguage: 'en',
    noticeVersion: notice.version,
    isConfirmed: true,
  });
  for (let isDone = false; !isDone; isDone = (await vault.checkImportPart()).isDone);
  const { saved } = await vault.importPeople({ registered: true, alike: true });
  if (saved !== numbers.length) throw new Error(`${String(saved)} were imported`);
  await fieldsealReport({ type: 'imported', people: numbers });
}

function fileOf(people: readonly Person[]): string {
  const fields = Object.keys(people[0]?.answers ?? {});
  const rows = people.map(({ answers }) => [
    ...fields.map((field) => textOf(answers, field)),
    ...Object.values(PURPOSES),
  ]);
  return [[...fields, ...Object.keys(PURPOSES)], ...rows].map((row) => row.join(',')).join('\n');
}

/** Nothing of these people needs quotes. */
function textOf(answers: Answers, field: string): string {
  const answer = answers[field];
  if (typeof answer === 'string') return answer;
  return answer !== undefined && 'value' in answer ? answer.value : '';
}

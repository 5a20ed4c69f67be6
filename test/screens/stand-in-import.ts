/** An import for the screens: fixed answers, nothing is read and nothing sealed. */
import type { ImportApi, ImportReport } from '../../renderer/vault/import-api.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import { matchColumns } from '../../shared/import/match-columns.ts';
import { findingOf, type ImportRule, type RowFinding } from '../../shared/import/row-finding.ts';
import type { VaultEvent } from '../../renderer/vault/vault-api.ts';
import { SAMPLE_PROGRAMME } from './sample-programme.ts';
import type { StandInOptions } from './stand-in-options.ts';

const COLUMNS = [
  { name: 'Family name', sample: 'Garang' },
  { name: 'الاسم الأول', sample: 'أكول' },
  { name: 'birth_date', sample: '1987-03-09' },
  { name: 'Sex', sample: 'Female' },
  { name: 'National ID', sample: 'NR1234567' },
  { name: 'Phone', sample: '+211 912 345 678' },
  { name: 'Village', sample: 'Old Mill' },
  { name: 'registration', sample: 'yes' },
  { name: 'Phone contact', sample: 'no' },
  { name: 'Agreed to photo', sample: 'no' },
  { name: 'Witness', sample: 'Ruth Akol' },
  { name: '', sample: '' },
];

const REPORT: ImportReport = {
  saved: 54,
  total: 54,
  firstNumber: 'K7QD-000164',
  lastNumber: 'K7QD-000217',
  leftOut: { faulty: 8, refused: 2, registered: 3, alike: 1 },
  isStopped: false,
  failure: null,
};

export function standInImport(
  options: StandInOptions,
  tell: (event: VaultEvent) => void,
): ImportApi {
  const { form, notice } = SAMPLE_PROGRAMME;
  let report = options.import === 'locked' ? lockedReport() : null;
  return {
    openImport: (file) =>
      file.size === 0
        ? Promise.reject(new FieldsealError('import.too-many-rows', { limit: 10000, rows: 12344 }))
        : Promise.resolve({
            columns: options.isEmpty ? COLUMNS.map(() => ({ name: '', sample: '' })) : COLUMNS,
            rows: 68,
            matched: matchColumns(
              options.isEmpty ? [] : COLUMNS.map(({ name }) => name),
              form,
              notice,
            ),
          }),
    beginImportCheck: () => Promise.resolve(),
    checkImportPart: () =>
      options.import === 'checking'
        ? new Promise(() => undefined)
        : Promise.resolve({
            done: 68,
            total: 68,
            isDone: true,
            counts: { ready: 54, faulty: 8, refused: 2, registered: 3, alike: 1 },
            findings: findings(),
          }),
    importPeople: () => {
      if (options.import === 'saving') {
        tell({ type: 'import-progress', progress: { phase: 'saving', done: 27, total: 54 } });
        return new Promise(() => undefined);
      }
      report = REPORT;
      return Promise.resolve(report);
    },
    stopImport: () => Promise.resolve(),
    importReport: () => Promise.resolve(report),
    closeImport: () => {
      report = null;
      return Promise.resolve();
    },
  };
}

function lockedReport(): ImportReport {
  return { ...REPORT, saved: 27, lastNumber: 'K7QD-000190', failure: 'vault.locked' };
}

/** One of each rule that a sentence with its own values is made of. */
function findings(): readonly RowFinding[] {
  const fields: readonly (readonly [ImportRule, string])[] = [
    ['required', 'familyName'],
    ['too-long', 'givenName'],
    ['date-invalid', 'birthDate'],
    ['choice-unknown', 'sex'],
    ['pattern', 'nationalId'],
    ['phone', 'phone'],
    ['area-ambiguous', 'area'],
  ];
  return [
    ...fields.map(([rule, fieldId], at) => findingOf(4 + 3 * at, rule, { fieldId })),
    findingOf(31, 'id-repeated', { fieldId: 'nationalId', otherRow: 12 }),
    findingOf(33, 'consent-refused', { purposeId: 'registration' }),
    findingOf(40, 'consent-unreadable', { purposeId: 'contact' }),
    findingOf(44, 'witness-missing'),
    findingOf(47, 'id-registered', { fieldId: 'nationalId' }),
    findingOf(1204, 'person-alike'),
  ];
}

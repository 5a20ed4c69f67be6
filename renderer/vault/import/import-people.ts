import { toErrorEnvelope } from '../../../shared/errors/fieldseal-error.ts';
import type { ImportChoice, ImportReport } from '../import-api.ts';
import { sealMany } from '../records/seal-many.ts';
import type { SavedRecord } from '../vault-api.ts';
import { requireStore, type VaultContext } from '../vault-context.ts';
import type { ImportCheck } from './import-job.ts';
import { contentOf } from './person-content.ts';

/** Seals the people whom the check let in and the operator's choice adds. Never rejects: what was saved must be told. */
export async function importPeople(
  context: VaultContext,
  check: ImportCheck,
  choice: ImportChoice,
  signal: AbortSignal,
): Promise<ImportReport> {
  const { ready, registered, alike } = check.people;
  const people = [
    ...ready,
    ...(choice.registered ? registered : []),
    ...(choice.alike ? alike : []),
  ].sort((a, b) => a.row - b.row);
  const { plan } = check.context;
  const contents = people.map((person) => contentOf(person, plan, context.deps.now()));
  const total = contents.length;
  const tell = (saved: number): void =>
    context.emit({ type: 'import-progress', progress: { saved, total } });
  const head = {
    total,
    leftOut: {
      faulty: check.counts.faulty,
      refused: check.counts.refused,
      registered: choice.registered ? 0 : registered.length,
      alike: choice.alike ? 0 : alike.length,
    },
  };
  tell(0);
  try {
    const saved = await sealMany(context, contents, { signal, onProgress: tell });
    return { ...head, ...numbersOf(saved), isStopped: saved.length < total, failure: null };
  } catch (error) {
    const saved = await savedOf(
      context,
      contents.map(({ draft }) => draft.id),
    );
    const { code } = toErrorEnvelope(error, 'vault.internal');
    return { ...head, ...numbersOf(saved), isStopped: false, failure: code };
  }
}

/** What stands on the disk of an import that was ended by an error. Rows are open as far as this reads them. */
async function savedOf(
  context: VaultContext,
  recordIds: readonly string[],
): Promise<readonly Pick<SavedRecord, 'registrationNumber'>[]> {
  // Behind the chunk that may still be committing.
  return context.writes(async () => {
    const rows = await requireStore(context).records.bulkGet([...recordIds]);
    return rows
      .filter((row) => row !== undefined)
      .sort((a, b) => a.savedOrder - b.savedOrder)
      .map(({ registrationNumber }) => ({ registrationNumber }));
  });
}

function numbersOf(
  saved: readonly Pick<SavedRecord, 'registrationNumber'>[],
): Pick<ImportReport, 'saved' | 'firstNumber' | 'lastNumber'> {
  return {
    saved: saved.length,
    firstNumber: saved[0]?.registrationNumber ?? null,
    lastNumber: saved.at(-1)?.registrationNumber ?? null,
  };
}

import type { ErrorCode } from '../../../shared/errors/error-codes.ts';
import type { ImportChoice, ImportProgress, ImportReport } from '../import-api.ts';
import { keepIndexWhenIdle } from '../index/keep-index.ts';
import { fileIntake } from '../intake/file-intake.ts';
import { sealMany } from '../records/seal-many.ts';
import { vaultFailure } from '../storage/vault-failure.ts';
import type { SavedRecord } from '../vault-api.ts';
import type { ActiveSession, VaultContext } from '../vault-context.ts';
import type { ImportCheck } from './import-job.ts';
import { contentOf } from './person-content.ts';
import { savedNumbers } from './saved-numbers.ts';

/**
 * Seals the people whom the check let in and the operator's choice adds, then makes their items for delivery, which any
 * later sync or unlock does for what is left. Never rejects: what was saved must be told.
 */
export async function importPeople(
  context: VaultContext,
  session: ActiveSession,
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
  const head = {
    total,
    leftOut: {
      faulty: check.counts.faulty,
      refused: check.counts.refused,
      registered: choice.registered ? 0 : registered.length,
      alike: choice.alike ? 0 : alike.length,
    },
  };
  const tell = (phase: ImportProgress['phase'], done: number): void =>
    context.emit({ type: 'import-progress', progress: { phase, done, total } });
  tell('saving', 0);
  try {
    const saved = await sealMany(context, contents, {
      signal,
      onProgress: (done) => tell('saving', done),
    });
    const failure = await prepareDelivery(context, session, signal, (left) =>
      tell('filing', Math.max(0, saved.length - left)),
    );
    return { ...head, ...numbersOf(saved), isStopped: saved.length < total, failure };
  } catch (error) {
    const recordIds = contents.map(({ draft }) => draft.id);
    const saved = await savedNumbers(context, session.operator.operatorId, recordIds);
    const failure = vaultFailure(context, error).code;
    return { ...head, ...numbersOf(saved), isStopped: false, failure };
  }
}

/** Null where all went well or was stopped; everybody is saved whatever it says. */
async function prepareDelivery(
  context: VaultContext,
  session: ActiveSession,
  signal: AbortSignal,
  onProgress: (left: number) => void,
): Promise<ErrorCode | null> {
  try {
    const isStopped = (): boolean => signal.aborted;
    await fileIntake(context, session, { onProgress, isStopped });
    return null;
  } catch (error) {
    return vaultFailure(context, error).code;
  } finally {
    // Files what was stopped, and joins the pages of the index.
    keepIndexWhenIdle(context);
  }
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

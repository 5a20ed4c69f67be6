import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { OperatorRow } from '../database/rows.ts';
import type { FieldsealStore } from '../database/store.ts';

/** Wrong passphrases before the first wait. */
const FREE_ATTEMPTS = 4;
const FIRST_WAIT_SECONDS = 30;
const LONGEST_WAIT_SECONDS = 3600;

/** Seconds to wait after so many failures: 30, 60, 120 … up to an hour from the fifth on. */
export function waitSeconds(failures: number): number {
  if (failures <= FREE_ATTEMPTS) return 0;
  return Math.min(
    FIRST_WAIT_SECONDS * 2 ** Math.min(failures - FREE_ATTEMPTS - 1, 20),
    LONGEST_WAIT_SECONDS,
  );
}

/**
 * Refuses an attempt that comes too early. Nothing is ever destroyed by wrong passphrases.
 * @throws FieldsealError `vault.backing-off` with the seconds left.
 */
export async function checkBackOff(
  store: FieldsealStore,
  operator: OperatorRow,
  now: Date,
): Promise<void> {
  if (operator.backOffUntil === null) return;
  const left = Math.ceil((Date.parse(operator.backOffUntil) - now.getTime()) / 1000);
  if (left <= 0) return;
  const longest = waitSeconds(operator.failedAttempts);
  // A clock that was set back must not lock the operator out for longer than the wait itself.
  if (left > longest) {
    await store.operators.update(operator.operatorId, { backOffUntil: after(now, longest) });
  }
  throw new FieldsealError('vault.backing-off', {
    seconds: Math.min(left, longest),
    attempts: operator.failedAttempts,
  });
}

/** Counts an attempt as failed before it is made, so that ending the program gains no attempt. */
export async function countAttempt(
  store: FieldsealStore,
  operatorId: string,
  now: Date,
): Promise<{ readonly attempts: number; readonly seconds: number }> {
  return store.transaction('rw', store.operators, async () => {
    const attempts = ((await store.operators.get(operatorId))?.failedAttempts ?? 0) + 1;
    const seconds = waitSeconds(attempts);
    await store.operators.update(operatorId, {
      failedAttempts: attempts,
      backOffUntil: seconds === 0 ? null : after(now, seconds),
    });
    return { attempts, seconds };
  });
}

function after(now: Date, seconds: number): string {
  return new Date(now.getTime() + seconds * 1000).toISOString();
}

import type { Kysely, Transaction } from 'kysely';
import type { Happening } from '../../shared/audit/server-event.ts';
import type { Database } from '../db/schema.ts';
import { appendEvents } from './append-events.ts';
import type { Occasion } from './occasion.ts';

/**
 * Runs `work` in a transaction and adds what `told` makes of its result to the audit chain; null: nothing happened. The
 * result is handed out only after both are committed.
 */
export async function withEvent<T>(
  db: Kysely<Database>,
  occasion: Occasion,
  work: (trx: Transaction<Database>) => Promise<T>,
  told: (result: T) => Happening | null,
): Promise<T> {
  return db.transaction().execute(async (trx) => {
    const result = await work(trx);
    const happening = told(result);
    if (happening !== null) await appendEvents(trx, occasion, [happening]);
    return result;
  });
}

/** One event for a list that was read; an empty one tells nobody anything. */
export function readOf(
  action: Happening['action'],
  purpose: NonNullable<Happening['purpose']>,
  list: readonly unknown[],
  subject?: string,
): Happening | null {
  if (list.length === 0) return null;
  return { action, purpose, count: list.length, ...(subject === undefined ? {} : { subject }) };
}

import type { Kysely } from 'kysely';
import type { z } from 'zod';
import type { PersonList } from '../../shared/sync/people-api.ts';
import type { Database } from '../db/schema.ts';

/** Everybody who is listed, by name, with where their newest one-time code stands. */
export async function listPeople(db: Kysely<Database>): Promise<z.infer<typeof PersonList>> {
  const people = await db
    .selectFrom('people')
    .select(['operator_id', 'name', 'assignments', 'code_used_at'])
    .orderBy('name')
    .orderBy('operator_id')
    .execute();
  const waiting = await db
    .selectFrom('provisioning_requests')
    .select('operator_id')
    .where('state', '=', 'pending')
    .execute();
  const requested = new Set(waiting.map((row) => row.operator_id));
  return {
    people: people.map((person) => ({
      operatorId: person.operator_id,
      name: person.name,
      assignments: [...person.assignments],
      code: requested.has(person.operator_id)
        ? 'requested'
        : person.code_used_at === null
          ? 'open'
          : 'used',
    })),
  };
}

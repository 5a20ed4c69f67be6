import type { Kysely } from 'kysely';
import type { Caller } from '../auth/caller.ts';
import { asOperator } from '../auth/caller.ts';
import type { Database } from '../db/schema.ts';
import { WHOLE_PROGRAMME, type ScopedDatabase } from '../db/scope.ts';
import { readPublished } from '../programme/read-programme.ts';
import { scopeOfAreas } from '../programme/area-scope.ts';
import { callerOf } from './route-access.ts';

/** Work of a person in the areas that they hold and all below. @throws FieldsealError `server.forbidden` for a device. */
export async function withinOwnAreas<T>(
  database: ScopedDatabase,
  request: { readonly caller: Caller | null },
  work: (db: Kysely<Database>) => Promise<T>,
): Promise<T> {
  const caller = asOperator(callerOf(request));
  const { pack } = await database.within(WHOLE_PROGRAMME, readPublished);
  return database.within(scopeOfAreas(pack.areas, caller), work);
}

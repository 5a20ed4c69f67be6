import type { Kysely } from 'kysely';
import type { Action } from '../../shared/access/permissions.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import type { Caller } from '../auth/caller.ts';
import { asOperator } from '../auth/caller.ts';
import type { Database } from '../db/schema.ts';
import { WHOLE_PROGRAMME, type Scope, type ScopedDatabase } from '../db/scope.ts';
import { readPublished } from '../programme/read-programme.ts';
import { scopeFor } from '../programme/area-scope.ts';
import { callerOf } from './route-access.ts';

/** What of a request says who does what, and when it was judged. */
interface JudgedRequest {
  readonly caller: Caller | null;
  readonly judgedAt: Date | null;
  readonly routeOptions: { readonly config: { readonly access?: Action } };
}

/**
 * Work of a person in the areas in which they may do what the route asks for, and all below.
 * @throws FieldsealError `server.forbidden` for a device.
 */
export async function withinOwnAreas<T>(
  database: ScopedDatabase,
  request: JudgedRequest,
  work: (db: Kysely<Database>) => Promise<T>,
): Promise<T> {
  return database.within(await ownScope(database, request), work);
}

/** The scope of `withinOwnAreas`, for work on what lies in no area yet. @throws FieldsealError `server.forbidden`. */
export async function ownScope(database: ScopedDatabase, request: JudgedRequest): Promise<Scope> {
  const { held } = asOperator(callerOf(request));
  const { access } = request.routeOptions.config;
  if (access === undefined || request.judgedAt === null) {
    throw new FieldsealError('server.unauthenticated');
  }
  const { pack } = await database.within(WHOLE_PROGRAMME, readPublished);
  return scopeFor(pack.areas, held, access, request.judgedAt);
}

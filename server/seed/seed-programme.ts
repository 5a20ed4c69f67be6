import { sql, type Kysely } from 'kysely';
import type { ProgrammeDraft } from '../../shared/domain/programme.ts';
import type { Assignment } from '../../shared/domain/assignment.ts';
import { appendEvents } from '../audit/append-events.ts';
import { lockForTransaction } from '../db/locks.ts';
import type { Database } from '../db/schema.ts';
import { codeHash, newCode } from '../provisioning/codes.ts';

/** Somebody who may be provisioned. */
export interface SeedPerson {
  readonly operatorId: string;
  readonly name: string;
  /** The first is what lists name them by. */
  readonly assignments: readonly [Assignment, ...Assignment[]];
}

export interface Seed {
  readonly draft: ProgrammeDraft;
  readonly people: readonly SeedPerson[];
}

/** A person with the code in the clear, which exists nowhere else. */
export interface IssuedCode {
  readonly name: string;
  readonly role: string;
  readonly code: string;
}

/**
 * Writes programme and people into an empty database and answers the one-time codes, this once: only their hashes
 * are kept. Answers none when there is a programme already. `fixed` gives codes by first role, for demonstrations.
 */
export async function seedProgramme(
  db: Kysely<Database>,
  seed: Seed,
  fixed: Readonly<Record<string, string>> = {},
): Promise<readonly IssuedCode[]> {
  return db.transaction().execute(async (trx) => {
    await lockForTransaction(trx, 'migrate');
    const there = await trx.selectFrom('programme').select('id').executeTakeFirst();
    if (there !== undefined) return [];
    const { number } = await trx
      .insertInto('programme')
      .values({
        id: seed.draft.id,
        draft: JSON.stringify(seed.draft),
        pack: null,
        pack_version: null,
        administrator_key: null,
      })
      .returning('number')
      .executeTakeFirstOrThrow();
    await sql`select set_config('fieldseal.programme', ${String(number)}, true)`.execute(trx);
    const issued: IssuedCode[] = [];
    for (const person of seed.people) {
      const [{ role }] = person.assignments;
      const code = fixed[role] ?? newCode();
      await addPerson(trx, person, code);
      issued.push({ name: person.name, role, code });
    }
    await appendEvents(trx, { at: new Date(), actor: { kind: 'host' } }, [
      { action: 'programme.seeded', version: seed.draft.version, count: issued.length },
    ]);
    return issued;
  });
}

/** Lists a person who may set up a laptop with this one-time code. */
export async function addPerson(
  db: Kysely<Database>,
  person: SeedPerson,
  code: string,
): Promise<void> {
  const [first] = person.assignments;
  await db
    .insertInto('people')
    .values({
      operator_id: person.operatorId,
      name: person.name,
      role: first.role,
      area_ids: first.areaIds ?? [],
      assignments: JSON.stringify(person.assignments),
      code_hash: codeHash(code),
      code_used_at: null,
    })
    .execute();
}

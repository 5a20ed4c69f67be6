import type { Kysely } from 'kysely';
import type { SigningKey } from '../../shared/crypto/index.ts';
import { toBase64Url } from '../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import type { ClaimResponse } from '../../shared/sync/http-api.ts';
import { appendEvents } from '../audit/append-events.ts';
import { asCodeHolder, type Occasion } from '../audit/occasion.ts';
import type { Database, PersonRow } from '../db/schema.ts';
import { readProgramme } from '../programme/read-programme.ts';
import { codeHash } from './codes.ts';

/**
 * Who a code belongs to and, for the first administrator, the draft to sign. Does not use the code up.
 * @throws FieldsealError `provisioning.code-invalid`, `provisioning.code-used`.
 */
export async function claimCode(
  db: Kysely<Database>,
  serverKey: SigningKey,
  code: string,
  occasion: Occasion,
): Promise<ClaimResponse> {
  return db.transaction().execute(async (trx) => {
    const claimed = await readClaim(trx, serverKey, code);
    const { operatorId } = claimed;
    const event = { action: 'code.claimed', subject: operatorId } as const;
    await appendEvents(trx, asCodeHolder(occasion, operatorId), [event]);
    return claimed;
  });
}

async function readClaim(
  db: Kysely<Database>,
  serverKey: SigningKey,
  code: string,
): Promise<ClaimResponse> {
  const person = await findPerson(db, code);
  if (person.code_used_at !== null) throw new FieldsealError('provisioning.code-used');
  const { draft, published } = await readProgramme(db);
  return {
    operatorId: person.operator_id,
    operatorName: person.name,
    role: person.role,
    areaIds: [...person.area_ids],
    assignments: [...person.assignments],
    draft: published === null && isAdministrator(person) ? draft : null,
    policy: (published?.pack ?? draft).policy,
    serverSigningKey: { kid: serverKey.kid, key: toBase64Url(serverKey.publicKey) },
  };
}

/** The person of a code, used or not; the row is locked. @throws FieldsealError `provisioning.code-invalid`. */
export async function lockPerson(trx: Kysely<Database>, code: string): Promise<PersonRow> {
  return found(await byCode(trx, code).forUpdate().executeTakeFirst());
}

async function findPerson(db: Kysely<Database>, code: string): Promise<PersonRow> {
  return found(await byCode(db, code).executeTakeFirst());
}

function byCode(db: Kysely<Database>, code: string) {
  return db.selectFrom('people').selectAll().where('code_hash', '=', codeHash(code));
}

function found(person: PersonRow | undefined): PersonRow {
  if (person === undefined) throw new FieldsealError('provisioning.code-invalid');
  return person;
}

/** True for a person who may sign the programme, whatever else they are. */
export function isAdministrator({ assignments }: PersonRow): boolean {
  return assignments.some(({ role }) => role === 'administrator');
}

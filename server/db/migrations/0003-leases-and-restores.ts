import { decode } from 'cborg';
import { sql, type Kysely } from 'kysely';

/** Items read at once while the new columns are filled. */
const PAGE = 200;

/**
 * Lease renewals; what a restored record was made of; and of each record the number, time and counter that its item
 * says, so that what a lost laptop had delivered is told without reading every item.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  await fillFromItems(db);
  for (const statement of AFTERWARDS) await sql.raw(statement).execute(db);
}

const STATEMENTS: readonly string[] = [
  'alter table operators add column renewal_bytes bytea',
  `alter table records
    add column restored_hashes text[] not null default '{}',
    add column registration_number text not null default '',
    add column saved_at timestamptz,
    add column device_counter bigint not null default 0`,
];

const AFTERWARDS: readonly string[] = [
  'alter table records alter column saved_at set not null',
  'create index records_by_number on records (registration_number)',
];

interface OldRow {
  readonly cursor: number | string;
  readonly item: Uint8Array;
}

async function fillFromItems(db: Kysely<unknown>): Promise<void> {
  let after: number | string = 0;
  for (;;) {
    const { rows }: { readonly rows: readonly OldRow[] } = await sql<OldRow>`
      select cursor, item from records where cursor > ${after} order by cursor limit ${PAGE}
    `.execute(db);
    const last = rows.at(-1);
    if (last === undefined) return;
    for (const { cursor, item } of rows) {
      const { registrationNumber, savedAt, deviceCounter } = headOf(item);
      await sql`
        update records set registration_number = ${registrationNumber}, saved_at = ${savedAt},
          device_counter = ${deviceCounter} where cursor = ${cursor}
      `.execute(db);
    }
    after = last.cursor;
  }
}

/** What a signed item of format 1 says in the clear. It was checked when it was taken. */
function headOf(item: Uint8Array): {
  readonly registrationNumber: string;
  readonly savedAt: Date;
  readonly deviceCounter: number;
} {
  const { payload } = decode(Uint8Array.from(item)) as { readonly payload: Uint8Array };
  const head = decode(payload) as {
    readonly registrationNumber: string;
    readonly savedAt: string;
    readonly deviceCounter: number;
  };
  return { ...head, savedAt: new Date(head.savedAt) };
}

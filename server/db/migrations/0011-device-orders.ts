import { sql, type Kysely } from 'kysely';

/** Signed orders to laptops, what the laptops answered, and since when the server takes nothing from a suspended one. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS: readonly string[] = [
  'alter table devices add column suspended_at timestamptz',
  `create table device_orders (
    programme_no smallint not null default fieldseal_programme(),
    device_id text not null references devices,
    number integer not null,
    kind text not null,
    bytes bytea not null,
    ordered_at timestamptz not null,
    fetched_at timestamptz,
    done bytea,
    done_at timestamptz,
    primary key (device_id, number)
  )`,
  'alter table device_orders enable row level security',
  `create policy own_programme on device_orders as restrictive
    using (programme_no = (select fieldseal_programme()))`,
  'create policy programme_scope on device_orders to fieldseal_programme using (true)',
  `create policy areas_scope on device_orders to fieldseal_areas
    using (exists (select from devices where devices.device_id = device_orders.device_id))`,
  `create policy device_scope on device_orders to fieldseal_device
    using (device_id = (select fieldseal_device()))`,
  'grant select, insert, update on device_orders to fieldseal_programme',
  'grant select, insert on device_orders to fieldseal_areas',
  'grant select, update on device_orders to fieldseal_device',
];

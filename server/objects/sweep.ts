import { lockForTransaction } from '../db/locks.ts';
import { WHOLE_PROGRAMME, type ScopedDatabase } from '../db/scope.ts';
import type { ObjectStore } from './object-store.ts';

/** Far longer than a batch takes, so that what is put now is looked at when its row is long there, or never comes. */
const YOUNGEST_MS = 86_400_000;
/** Addresses in one question to the database. */
const ASKED_AT_ONCE = 500;

/**
 * Deletes objects that no attachment names: of batches that were put and then not taken. Safe beside other servers that
 * take batches or sweep. Answers how many it deleted, also where `signal` breaks it off.
 */
export async function sweepObjects(
  db: ScopedDatabase,
  objects: ObjectStore,
  now: Date,
  signal?: AbortSignal,
): Promise<number> {
  const before = new Date(now.getTime() - YOUNGEST_MS);
  await objects.dropUnfinished(before);
  let deleted = 0;
  let asked: string[] = [];
  const ask = async (): Promise<void> => {
    for (const orphan of await withoutRow(db, asked)) {
      if (signal?.aborted === true) return;
      if (await deleteOrphan(db, objects, orphan)) deleted += 1;
    }
    asked = [];
  };
  for await (const { address, storedAt } of objects.list()) {
    if (signal?.aborted === true) return deleted;
    if (storedAt >= before) continue;
    asked.push(address);
    if (asked.length === ASKED_AT_ONCE) await ask();
  }
  await ask();
  return deleted;
}

async function withoutRow(
  db: ScopedDatabase,
  addresses: readonly string[],
): Promise<readonly string[]> {
  if (addresses.length === 0) return [];
  const rows = await db.within(WHOLE_PROGRAMME, (all) =>
    all.selectFrom('attachments').select('hash').where('hash', 'in', addresses).execute(),
  );
  const named = new Set(rows.map(({ hash }) => hash));
  return addresses.filter((address) => !named.has(address));
}

/**
 * Looks again with the lock: an old orphan may be put anew at this moment, and then is not written since it is
 * there. Whoever does that has its row committed before the lock is given, or puts after it is let go.
 */
async function deleteOrphan(
  db: ScopedDatabase,
  objects: ObjectStore,
  address: string,
): Promise<boolean> {
  return db.within(WHOLE_PROGRAMME, (all) =>
    all.transaction().execute(async (trx) => {
      await lockForTransaction(trx, 'objects');
      const row = await trx
        .selectFrom('attachments')
        .select('hash')
        .where('hash', '=', address)
        .executeTakeFirst();
      if (row !== undefined) return false;
      await objects.delete(address);
      return true;
    }),
  );
}

import { toHex } from '../../shared/encoding/bytes.ts';
import { WHOLE_PROGRAMME, type ScopedDatabase } from '../db/scope.ts';
import type { ObjectStore } from './object-store.ts';

/** The store belongs to another database: the daily sweep of either would delete what the other has put. */
export class ForeignStoreError extends Error {
  override readonly name = 'ForeignStoreError';
  constructor() {
    super('the object store belongs to another database');
  }
}

/**
 * The store for the one database that has its mark; the first to ask leaves it. Of a store that is another's, nothing is
 * changed, and `ping` rejects too: see `ForeignStoreError`. The mark is asked for beforehand: calls come from
 * within transactions, which must not wait for a second connection.
 */
export function ownStore(store: ObjectStore, mark: string): ObjectStore {
  let isOwn = false;
  const own = async (): Promise<ObjectStore> => {
    if (!isOwn) {
      if ((await store.claim(mark)) !== mark) throw new ForeignStoreError();
      isOwn = true;
    }
    return store;
  };
  return {
    ...store,
    put: async (address, bytes) => (await own()).put(address, bytes),
    delete: async (address) => (await own()).delete(address),
    dropUnfinished: async (before) => (await own()).dropUnfinished(before),
    // It has the shorter deadline.
    ping: async () => {
      await store.ping();
      await own();
    },
  };
}

/** A database's own mark: the hash of its first audit event, which stays through backups and new servers. */
export async function databaseMark(db: ScopedDatabase): Promise<string> {
  const first = await db.within(WHOLE_PROGRAMME, (all) =>
    all
      .selectFrom('audit_events')
      .select('hash')
      .where('sequence', '=', 1)
      .executeTakeFirstOrThrow(),
  );
  return toHex(first.hash);
}

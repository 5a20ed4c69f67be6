import type { Kysely } from 'kysely';
import packageJson from '../../package.json' with { type: 'json' };
import type { Database } from '../db/schema.ts';
import { appendEvents, makeRoom } from './append-events.ts';

/**
 * Writes that the server was started, and with which version of its program, and sees to the room of the chain: a restored
 * dump may lack the next partition. Before there is a programme there is no chain, and nothing to write.
 */
export async function recordStart(db: Kysely<Database>, at: Date): Promise<void> {
  await makeRoom(db);
  await db.transaction().execute(async (trx) => {
    const programme = await trx.selectFrom('programme').select('id').executeTakeFirst();
    if (programme === undefined) return;
    await appendEvents(trx, { at, actor: { kind: 'server' } }, [
      { action: 'server.started', release: packageJson.version },
    ]);
  });
}

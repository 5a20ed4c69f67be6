import { sha256 } from '../../shared/crypto/index.ts';
import { toHex, utf8 } from '../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import { WHOLE_PROGRAMME, type ScopedDatabase } from '../db/scope.ts';

/** A proof made up to 5 min ahead of our clock counts until 10 min after it says, one with a nonce for 6 min; some slack on top. */
const KEPT_MS = 20 * 60_000;
const SWEEP_EVERY_MS = 60_000;

/** Remembers proofs, so that each counts once, on whichever replica it arrives (RFC 9449 section 11.1). */
export interface ReplayCache {
  /** @throws FieldsealError `server.unauthenticated` when this key has used that id before. */
  useOnce(use: 'proof' | 'assertion', kid: string, jti: string): Promise<void>;
}

/** A replay cache in the database; forgets what is too old to pass anyway. */
export function createReplayCache(database: ScopedDatabase, now: () => Date): ReplayCache {
  let lastSweep = 0;
  return {
    async useOnce(use, kid, jti) {
      const time = now().getTime();
      await database.within(WHOLE_PROGRAMME, async (db) => {
        const used = await db
          .insertInto('used_proofs')
          .values({
            proof_hash: toHex(sha256(utf8(`${use}\0${kid}\0${jti}`))),
            expires_at: new Date(time + KEPT_MS),
          })
          .onConflict((conflict) => conflict.doNothing())
          .returning('proof_hash')
          .executeTakeFirst();
        if (used === undefined) throw new FieldsealError('server.unauthenticated');
        // A clock that was set back must not put the next one off for years.
        if (Math.abs(time - lastSweep) < SWEEP_EVERY_MS) return;
        lastSweep = time;
        await db.deleteFrom('used_proofs').where('expires_at', '<', new Date(time)).execute();
      });
    },
  };
}

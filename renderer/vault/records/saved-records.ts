import type { SavedRecord } from '../vault-api.ts';
import type { ActiveSession } from '../vault-context.ts';
import type { PreparedChunk } from './prepare-chunk.ts';

/** Takes a committed chunk into the index in memory; answers what was saved, in its order. */
export function savedRecords(session: ActiveSession, chunk: PreparedChunk): readonly SavedRecord[] {
  session.programme.index.add(...chunk.entries);
  return chunk.rows.map(({ recordId, registrationNumber, version }) => ({
    recordId,
    registrationNumber,
    version,
  }));
}

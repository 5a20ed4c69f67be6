import path from 'node:path';
import { openFolderStore } from '../../../server/objects/folder-store.ts';
import { createServerChainVerifier } from '../../../shared/audit/verify-server-chain.ts';
import { sha256 } from '../../../shared/crypto/index.ts';
import { copyBytes, toHex } from '../../../shared/encoding/bytes.ts';
import type { ServerRecord, ServerView } from './judge-sync.ts';
import type { SyncWorld } from './sync-world.ts';

/** One of the server's books is looked through; answers what is wrong with it. */
type ServerCheck = (world: SyncWorld) => Promise<readonly string[]>;

/** Books that the server keeps for itself. */
const CHECKS: readonly ServerCheck[] = [tokensHaveRecords, auditChainHolds];

/** What the server's database holds of a laptop, as its owner sees it. */
export async function viewServer(world: SyncWorld, deviceId: string): Promise<ServerView> {
  const rows = await world.ask<{
    readonly record_id: string;
    readonly version: number;
    readonly item_hash: string;
    readonly item: Uint8Array;
  }>('select record_id, version, item_hash, item from records');
  const batches = await world.ask<{ readonly sequence: string }>(
    'select sequence from batches where device_id = $1 order by sequence',
    [deviceId],
  );
  const devices = await world.ask<{ readonly last_sequence: string }>(
    'select last_sequence from devices where device_id = $1',
    [deviceId],
  );
  const attached = await world.ask<{ readonly hash: string }>('select hash from attachments');
  const objects = await openFolderStore(path.join(world.folder, 'server/objects'));
  const photos: string[] = [];
  for (const { hash } of attached) {
    const bytes = await objects.get(hash);
    if (bytes !== undefined && toHex(sha256(bytes)) === hash) photos.push(hash);
  }
  const records: readonly ServerRecord[] = rows.map((row) => ({
    recordId: row.record_id,
    version: row.version,
    itemHash: row.item_hash,
    actualHash: toHex(sha256(copyBytes(row.item))),
  }));
  const problems: string[] = [];
  for (const check of CHECKS) problems.push(...(await check(world)));
  return {
    records,
    photos,
    sequences: batches.map(({ sequence }) => Number(sequence)),
    lastSequence: Number(devices[0]?.last_sequence ?? 0),
    problems,
  };
}

async function tokensHaveRecords(world: SyncWorld): Promise<readonly string[]> {
  const lost = await world.ask<{ readonly record_id: string }>(
    `select distinct tokens.record_id from tokens
      left join records using (record_id) where records.record_id is null`,
  );
  return lost.map(({ record_id }) => `tokens of a record that is not there: ${record_id}`);
}

/** Every event follows the one before, whatever was killed or cut off in between. */
async function auditChainHolds(world: SyncWorld): Promise<readonly string[]> {
  const [programme] = await world.ask<{ readonly id: string }>('select id from programme');
  const links = await world.ask<{
    readonly sequence: string;
    readonly previous_hash: Uint8Array;
    readonly hash: Uint8Array;
    readonly event: Uint8Array;
  }>('select sequence, previous_hash, hash, event from audit_events order by sequence');
  const verifier = createServerChainVerifier(programme?.id ?? '');
  for (const { sequence, previous_hash: previousHash, hash, event } of links) {
    verifier.take({
      sequence: Number(sequence),
      previousHash: copyBytes(previousHash),
      hash: copyBytes(hash),
      event: copyBytes(event),
    });
  }
  return verifier
    .finish()
    .map(({ problem, sequence }) => `the server's audit chain: ${problem} at ${String(sequence)}`);
}

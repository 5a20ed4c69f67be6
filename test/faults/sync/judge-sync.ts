/** Holds what a laptop and the server have against what was acknowledged. Pure, so that it is tested itself. */
import type { LaptopView } from './laptop-messages.ts';

/** A record as the server's database holds it. */
export interface ServerRecord {
  readonly recordId: string;
  readonly version: number;
  readonly itemHash: string;
  /** SHA-256 of the item's bytes, as they lie there. */
  readonly actualHash: string;
}

export interface ServerView {
  readonly records: readonly ServerRecord[];
  /** Hashes of the photos that it can hand out, each as often as it is held. */
  readonly photos: readonly string[];
  /** Sequence numbers of the laptop's batches. */
  readonly sequences: readonly number[];
  /** The last one, as the laptop's row says. */
  readonly lastSequence: number;
  /** What is wrong with the server's own books. */
  readonly problems: readonly string[];
}

/** At any time: what the laptop takes for received is there, as it was. */
export function judgeReceived(laptop: LaptopView, server: ServerView): readonly string[] {
  const held = groupById(server.records);
  const records = laptop.records
    .filter(({ state, hasKey }) => state === 'received' || !hasKey)
    .filter(({ recordId, itemHash }) => !holds(held, recordId, itemHash))
    .map(({ recordId }) => `record ${recordId}: marked received, and the server does not have it`);
  const photos = laptop.receivedPhotos
    .filter((hash) => !server.photos.includes(hash))
    .map((hash) => `photo ${hash}: marked received, and the server does not have it`);
  return [...records, ...photos];
}

/** At the end, when all is quiet and the queue had time to drain. */
export function judgeDrained(
  laptop: LaptopView,
  server: ServerView,
  acknowledged: readonly string[],
  acknowledgedPhotos: readonly string[],
): readonly string[] {
  const problems: string[] = [...judgeReceived(laptop, server), ...server.problems];
  const held = groupById(server.records);
  const own = new Map(laptop.records.map((record) => [record.recordId, record]));
  for (const recordId of acknowledged) {
    const copies = held.get(recordId)?.length ?? 0;
    if (!own.has(recordId))
      problems.push(`record ${recordId}: acknowledged, and not on the laptop`);
    if (copies !== 1) {
      problems.push(`record ${recordId}: acknowledged, and ${String(copies)} times on the server`);
    }
  }
  for (const { recordId, state, refusal, hasKey } of laptop.records) {
    if (state !== 'received') {
      problems.push(`record ${recordId}: still ${state}${refusal === null ? '' : ` (${refusal})`}`);
    } else if (hasKey) problems.push(`record ${recordId}: received, and its key is still there`);
  }
  for (const { recordId, itemHash, actualHash } of server.records) {
    if (itemHash !== actualHash) problems.push(`record ${recordId}: its item is damaged`);
    if (own.get(recordId)?.itemHash !== itemHash) {
      problems.push(`record ${recordId}: on the server in a form that the laptop never made`);
    }
  }
  for (const hash of acknowledgedPhotos) {
    const copies = server.photos.filter((photo) => photo === hash).length;
    if (copies !== 1) {
      problems.push(`photo ${hash}: acknowledged, and ${String(copies)} times on the server`);
    }
  }
  if (laptop.waitingPhotos > 0) problems.push(`${String(laptop.waitingPhotos)} photos still wait`);
  if (laptop.waitingBatches > 0) {
    problems.push(`${String(laptop.waitingBatches)} batches still wait`);
  }
  if (server.sequences.some((sequence, at) => sequence !== at + 1)) {
    problems.push(`the batches are not numbered without gaps: ${server.sequences.join(', ')}`);
  }
  if (server.lastSequence !== server.sequences.length) {
    problems.push(`the laptop's last batch is ${String(server.lastSequence)} at the server`);
  }
  for (const problem of laptop.auditProblems ?? ['not looked at']) {
    problems.push(`the laptop's audit chain: ${problem}`);
  }
  return problems;
}

function groupById(records: readonly ServerRecord[]): ReadonlyMap<string, readonly ServerRecord[]> {
  const groups = new Map<string, ServerRecord[]>();
  for (const record of records) {
    const group = groups.get(record.recordId);
    if (group === undefined) groups.set(record.recordId, [record]);
    else group.push(record);
  }
  return groups;
}

function holds(
  held: ReadonlyMap<string, readonly ServerRecord[]>,
  recordId: string,
  itemHash: string,
): boolean {
  return held.get(recordId)?.some((record) => record.itemHash === itemHash) === true;
}

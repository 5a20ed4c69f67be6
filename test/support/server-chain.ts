import { generateSigningSeed, type SigningKey } from '../../shared/crypto/index.ts';
import { utf8, type Bytes } from '../../shared/encoding/bytes.ts';
import { EMPTY_CHAIN, type AuditHead } from '../../shared/audit/audit-chain.ts';
import { signCheckpoint } from '../../shared/audit/checkpoint.ts';
import { linkEvents, type ServerAuditLink } from '../../shared/audit/server-chain.ts';
import type { ServerAuditEvent } from '../../shared/audit/server-event.ts';
import {
  checkpointLine,
  CHECKPOINTS_FORMAT,
  headLine,
  linkLine,
  SERVER_EXPORT_FORMAT,
  type AuditFileHead,
} from '../../shared/audit/server-export.ts';
import { linesOf } from '../../shared/audit/text-lines.ts';
import { publicKeyRef } from '../../shared/sync/public-keys.ts';

export const PROGRAMME = 'programme-1';
const START = Date.parse('2026-11-24T08:00:00.000Z');

/** A server with its key and as many events as asked for; `seed` makes other events. */
export async function makeServerChain(
  length: number,
  seed = 0,
  key?: SigningKey,
): Promise<{ readonly key: SigningKey; readonly links: readonly ServerAuditLink[] }> {
  const events = Array.from({ length }, (_, index) => eventAt(index, seed));
  return {
    key: key ?? (await generateSigningSeed()).key,
    links: linkEvents(PROGRAMME, EMPTY_CHAIN, events),
  };
}

export function eventAt(index: number, seed = 0): ServerAuditEvent {
  return {
    at: timeOf(index).toISOString(),
    action: 'batch.taken',
    actor: { kind: 'device', deviceId: `device-${String(seed)}` },
    batch: index + 1,
    count: 100,
  };
}

export function timeOf(index: number): Date {
  return new Date(START + index * 60_000);
}

/** The chain as a file, ending with a checkpoint by `key`. */
export async function exportOf(
  key: SigningKey,
  links: readonly ServerAuditLink[],
  end: AuditHead = links.at(-1) ?? EMPTY_CHAIN,
): Promise<Bytes> {
  const signed = await signCheckpoint(key, PROGRAMME, end, timeOf(end.sequence));
  return utf8(
    [head(SERVER_EXPORT_FORMAT, key), ...links.map(linkLine), checkpointLine(signed)].join(''),
  );
}

/** Checkpoints at these links, as a laptop keeps them. */
export async function checkpointsOf(
  key: SigningKey,
  places: readonly AuditHead[],
  at: (index: number) => Date = timeOf,
): Promise<Bytes> {
  const signed = await Promise.all(
    places.map((place, index) => signCheckpoint(key, PROGRAMME, place, at(index))),
  );
  return utf8([head(CHECKPOINTS_FORMAT, key), ...signed.map(checkpointLine)].join(''));
}

/** The lines of a file, as they are read from a disk in pieces. */
export function read(file: Uint8Array, piece = 1000): AsyncGenerator<string> {
  const count = Math.ceil(file.length / piece);
  return linesOf(
    Array.from({ length: count }, (_, at) => file.subarray(at * piece, (at + 1) * piece)),
  );
}

function head(format: AuditFileHead['format'], key: SigningKey): string {
  return headLine({ format, programmeId: PROGRAMME, signer: publicKeyRef(key) });
}

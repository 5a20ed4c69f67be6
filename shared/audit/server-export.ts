import { z } from 'zod';
import { PublicKeyRef } from '../domain/public-key-ref.ts';
import { fromBase64Url, fromHex, toBase64Url, toHex, type Bytes } from '../encoding/bytes.ts';
import { decodeCbor, encodeCbor } from '../encoding/cbor.ts';
import type { ServerAuditLink } from './server-chain.ts';

/** First words of every file with the server's chain (`.fsaudit`), and of one with checkpoints (`.fscheckpoints`). */
export const SERVER_EXPORT_FORMAT = 'fieldseal-server-audit';
export const CHECKPOINTS_FORMAT = 'fieldseal-checkpoints';
const VERSION = 1;

/** First line: whose chain it is, and the key that signs its checkpoints. */
const Head = z.strictObject({
  format: z.literal([SERVER_EXPORT_FORMAT, CHECKPOINTS_FORMAT]),
  version: z.literal(VERSION),
  programmeId: z.string(),
  signer: PublicKeyRef,
});
export type AuditFileHead = Readonly<z.infer<typeof Head>>;

const EventLine = z.strictObject({
  sequence: z.number().int().min(1),
  event: z.record(z.string(), z.unknown()),
  previousHash: z.string(),
  hash: z.string(),
});
const CheckpointLine = z.strictObject({ checkpoint: z.string() });

/** The first line of a file. */
export function headLine(head: Omit<AuditFileHead, 'version'>): string {
  const { format, programmeId, signer } = head;
  const { kid, key } = signer;
  return lineOf({ format, version: VERSION, programmeId, signer: { kid, key } });
}

/** The line of a link, its event readable. */
export function linkLine({ sequence, previousHash, hash, event }: ServerAuditLink): string {
  return lineOf({
    sequence,
    event: decodeCbor(event),
    previousHash: toHex(previousHash),
    hash: toHex(hash),
  });
}

/** The line of a signed checkpoint: the last one of a chain, each one of a file of checkpoints. */
export function checkpointLine(signed: Bytes): string {
  return lineOf({ checkpoint: toBase64Url(signed) });
}

/** What the first line says; null for a line that is none, or not written as this code writes it. */
export function readHeadLine(line: string): AuditFileHead | null {
  return readLine(line, (value) => Head.parse(value), headLine);
}

/** The link of a line; its bytes are made anew of what can be read, so that nothing else is hashed. Null as before. */
export function readLinkLine(line: string): ServerAuditLink | null {
  return readLine(line, linkOf, linkLine);
}

/** The signed checkpoint of a line. Null as before. */
export function readCheckpointLine(line: string): Bytes | null {
  return readLine(
    line,
    (value) => fromBase64Url(CheckpointLine.parse(value).checkpoint),
    checkpointLine,
  );
}

function linkOf(value: unknown): ServerAuditLink {
  const { sequence, event, previousHash, hash } = EventLine.parse(value);
  return {
    sequence,
    event: encodeCbor(event),
    previousHash: fromHex(previousHash),
    hash: fromHex(hash),
  };
}

/** One value has one line: whatever is written otherwise was touched. */
function readLine<T>(
  line: string,
  parse: (value: unknown) => T,
  write: (value: T) => string,
): T | null {
  try {
    const value = parse(JSON.parse(line));
    return write(value) === line ? value : null;
  } catch {
    return null;
  }
}

function lineOf(value: object): string {
  return `${JSON.stringify(value)}\n`;
}

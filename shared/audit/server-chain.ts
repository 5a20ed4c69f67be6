import { sha256 } from '../crypto/index.ts';
import type { Bytes } from '../encoding/bytes.ts';
import { encodeCbor } from '../encoding/cbor.ts';
import type { AuditHead } from './audit-chain.ts';
import { ServerAuditEvent } from './server-event.ts';

/** One link of the server's chain: the event as deterministic CBOR, and a hash over it, its place and the hash before. */
export interface ServerAuditLink {
  readonly sequence: number;
  readonly previousHash: Bytes;
  readonly event: Bytes;
  readonly hash: Bytes;
}

/** SHA-256 (FIPS 180-4) over everything that a link is. */
export function serverLinkHash(programmeId: string, link: Omit<ServerAuditLink, 'hash'>): Bytes {
  const { sequence, previousHash, event } = link;
  return sha256(
    encodeCbor(['fieldseal-server-audit', 1, programmeId, sequence, previousHash, event]),
  );
}

/** The links of `events`, the first of which follows `head`. @throws ZodError for an event with anything else in it. */
export function linkEvents(
  programmeId: string,
  head: AuditHead,
  events: readonly ServerAuditEvent[],
): readonly ServerAuditLink[] {
  const links: ServerAuditLink[] = [];
  let last = head;
  for (const event of events) {
    const link = {
      sequence: last.sequence + 1,
      previousHash: last.hash,
      event: encodeCbor(ServerAuditEvent.parse(event)),
    };
    const hash = serverLinkHash(programmeId, link);
    links.push({ ...link, hash });
    last = { sequence: link.sequence, hash };
  }
  return links;
}

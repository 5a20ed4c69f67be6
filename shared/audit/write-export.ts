import { sha256, signMessage, type SigningKey } from '../crypto/index.ts';
import { concatBytes, toBase64Url, toHex, utf8, type Bytes } from '../encoding/bytes.ts';
import type { AuditLink } from './audit-chain.ts';
import type { AuditEntry } from './audit-event.ts';
import type { AuditProblem } from './verify-audit.ts';

/** First line of every exported chain. */
export const EXPORT_FORMAT = 'fieldseal-audit';
export const EXPORT_VERSION = 1;

/** A link and what it says; null where it does not open. */
export interface ExportedEvent extends AuditLink {
  readonly event: AuditEntry | null;
}

/** Whose chain it is, when it was exported, and what was wrong with it then. */
export interface ExportHead {
  readonly operatorId: string;
  readonly exportedAt: string;
  readonly problems: readonly AuditProblem[];
}

/**
 * A chain as JSON lines: a head with the public key of whoever signs, one line for each event with its hashes, and a
 * signature of the operator over all lines before it. `verifyExport` needs no key for the hashes; that the readable events
 * are what was sealed rests on the operator's signature.
 */
export async function writeExport(
  signing: SigningKey,
  head: ExportHead,
  events: readonly ExportedEvent[],
): Promise<Bytes> {
  const first = {
    format: EXPORT_FORMAT,
    version: EXPORT_VERSION,
    ...head,
    events: events.length,
    signer: { kid: signing.kid, key: toBase64Url(signing.publicKey) },
  };
  const lines = events.map(({ sequence, previousHash, sealed, hash, event }) => ({
    sequence,
    event,
    previousHash: toHex(previousHash),
    hash: toHex(hash),
    sealed: toBase64Url(sealed),
  }));
  const body = utf8([first, ...lines].map((line) => `${JSON.stringify(line)}\n`).join(''));
  const signed = await signMessage(signing, 'audit-export', {
    operatorId: head.operatorId,
    sha256: toHex(sha256(body)),
  });
  return concatBytes(body, utf8(`${JSON.stringify({ signature: toBase64Url(signed) })}\n`));
}

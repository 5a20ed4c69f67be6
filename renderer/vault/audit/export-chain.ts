import { sha256, signMessage, type SigningKey } from '../../../shared/crypto/index.ts';
import type { AuditEntry } from '../../../shared/audit/audit-event.ts';
import type { AuditProblem } from '../../../shared/audit/verify-audit.ts';
import {
  concatBytes,
  toBase64Url,
  toHex,
  utf8,
  type Bytes,
} from '../../../shared/encoding/bytes.ts';
import type { AuditRow } from './audit-rows.ts';

/** A row and what it says; null where it does not open. */
export interface ExportedEvent extends AuditRow {
  readonly event: AuditEntry | null;
}

/** Whose chain it is, when it was exported, and what was wrong with it then. */
export interface ExportHead {
  readonly operatorId: string;
  readonly exportedAt: string;
  readonly problems: readonly AuditProblem[];
}

/**
 * A chain as JSON lines: a head, one line for each event with its hashes, and a signature of the operator over all
 * lines before it. Hashes are verified with `createAuditVerifier`, which needs no key for that; that the readable
 * events are what was sealed rests on the operator's signature.
 */
export async function exportChain(
  signing: SigningKey,
  head: ExportHead,
  events: readonly ExportedEvent[],
): Promise<Bytes> {
  const first = { format: 'fieldseal-audit', version: 1, ...head, events: events.length };
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

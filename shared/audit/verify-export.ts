import { z } from 'zod';
import { keyIdOf, openSignedMessage, sha256 } from '../crypto/index.ts';
import { PublicKeyRef } from '../domain/public-key-ref.ts';
import { fromBase64Url, fromHex, fromUtf8, toHex, utf8, type Bytes } from '../encoding/bytes.ts';
import type { AuditLink } from './audit-chain.ts';
import { createAuditVerifier, type AuditProblem } from './verify-audit.ts';
import { EXPORT_FORMAT, EXPORT_VERSION } from './write-export.ts';

const Head = z.object({
  format: z.literal(EXPORT_FORMAT),
  version: z.literal(EXPORT_VERSION),
  operatorId: z.string(),
  exportedAt: z.iso.datetime(),
  events: z.number().int().min(0),
  problems: z.array(z.object({ problem: z.string(), sequence: z.number().int() })),
  signer: PublicKeyRef,
});
const Line = z.object({
  sequence: z.number().int().min(1),
  previousHash: z.string(),
  hash: z.string(),
  sealed: z.string(),
});
const Signature = z.strictObject({ signature: z.string() });

/** What is wrong with an exported chain. `fork`: another export of it goes on differently from there. */
export interface ExportProblem {
  readonly problem: AuditProblem['problem'] | 'unreadable' | 'count' | 'signature' | 'fork';
  /** The event it begins at; 0 for the file as a whole. */
  readonly sequence: number;
}

/** An exported chain, and what its own hashes and signature prove. Without problems it is as its operator signed it. */
export interface VerifiedExport {
  readonly operatorId: string;
  readonly exportedAt: string;
  readonly signer: string;
  readonly events: number;
  /** What the laptop had found itself when it exported. */
  readonly reported: readonly { readonly problem: string; readonly sequence: number }[];
  readonly problems: readonly ExportProblem[];
  /** Hash of each event, hex, by its sequence. */
  readonly hashes: ReadonlyMap<number, string>;
}

/** Verifies an exported chain by itself. Never throws for a bad file. */
export async function verifyExport(file: Bytes): Promise<VerifiedExport> {
  const parsed = parse(file);
  if (parsed === null) {
    const problems = [{ problem: 'unreadable', sequence: 0 } as const];
    const nothing = { operatorId: '', exportedAt: '', signer: '', events: 0, reported: [] };
    return { ...nothing, problems, hashes: new Map() };
  }
  const { head, links, body, signature } = parsed;
  const verifier = createAuditVerifier(head.operatorId, null);
  await verifier.take(links);
  const { problems } = await verifier.finish(null, true);
  const isSigned = await isSignedBy(head.signer, head.operatorId, body, signature);
  return {
    operatorId: head.operatorId,
    exportedAt: head.exportedAt,
    signer: head.signer.kid,
    events: links.length,
    reported: head.problems,
    problems: [
      ...problems,
      ...(links.length === head.events ? [] : [{ problem: 'count' as const, sequence: 0 }]),
      ...(isSigned ? [] : [{ problem: 'signature' as const, sequence: 0 }]),
    ],
    hashes: new Map(links.map(({ sequence, hash }) => [sequence, toHex(hash)])),
  };
}

/**
 * Where two exports of one chain part: the first event that both hold and that is not the same, or null. An older export is
 * the beginning of a later one, so that somebody who rewrites the past can't also have signed what was exported before.
 */
export function forkOf(a: VerifiedExport, b: VerifiedExport): ExportProblem | null {
  const shared = [...a.hashes.keys()].filter((sequence) => b.hashes.has(sequence));
  const parted = shared.filter((sequence) => a.hashes.get(sequence) !== b.hashes.get(sequence));
  return parted.length === 0 ? null : { problem: 'fork', sequence: Math.min(...parted) };
}

interface ParsedExport {
  readonly head: z.infer<typeof Head>;
  readonly links: readonly AuditLink[];
  readonly body: Bytes;
  readonly signature: Bytes;
}

function parse(file: Bytes): ParsedExport | null {
  try {
    const lines = fromUtf8(file).split('\n');
    if (lines.pop() !== '') return null;
    const signature = fromBase64Url(Signature.parse(JSON.parse(lines.pop() ?? '')).signature);
    const [first = '', ...events] = lines;
    return {
      head: Head.parse(JSON.parse(first)),
      links: events.map((line) => linkOf(Line.parse(JSON.parse(line)))),
      body: utf8(lines.map((line) => `${line}\n`).join('')),
      signature,
    };
  } catch {
    return null;
  }
}

function linkOf({ sequence, previousHash, hash, sealed }: z.infer<typeof Line>): AuditLink {
  return {
    sequence,
    previousHash: fromHex(previousHash),
    hash: fromHex(hash),
    sealed: fromBase64Url(sealed),
  };
}

async function isSignedBy(
  signer: PublicKeyRef,
  operatorId: string,
  body: Bytes,
  signature: Bytes,
): Promise<boolean> {
  try {
    const key = fromBase64Url(signer.key);
    const { payload } = await openSignedMessage(signature, 'audit-export', (kid) =>
      kid === signer.kid && kid === keyIdOf(key) ? key : undefined,
    );
    const signed = z.object({ operatorId: z.string(), sha256: z.string() }).parse(payload);
    return signed.operatorId === operatorId && signed.sha256 === toHex(sha256(body));
  } catch {
    return false;
  }
}

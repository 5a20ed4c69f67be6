import { keyIdOf } from '../crypto/index.ts';
import { equalBytes, fromBase64Url, type Bytes } from '../encoding/bytes.ts';
import type { AuditHead } from './audit-chain.ts';
import { openCheckpoint, placeOf, type AuditCheckpoint } from './checkpoint.ts';
import {
  CHECKPOINTS_FORMAT,
  readCheckpointLine,
  readHeadLine,
  readLinkLine,
  SERVER_EXPORT_FORMAT,
  type AuditFileHead,
} from './server-export.ts';
import { createServerChainVerifier, type ServerChainProblem } from './verify-server-chain.ts';

/**
 * What is wrong with a file of the server's chain, and at which event; 0: with the file as a whole. `checkpoint`: its end is
 * not what the server signed. `stranger`: of another programme or server than what it is held against.
 */
export interface ServerExportProblem {
  readonly problem: ServerChainProblem['problem'] | 'unreadable' | 'checkpoint' | 'stranger';
  readonly sequence: number;
}

/** A file of the server's chain, or of checkpoints that a laptop kept. */
export interface VerifiedServerFile {
  /** Null where not even the first line can be read. */
  readonly head: AuditFileHead | null;
  readonly events: number;
  /** Every checkpoint in it that is genuine, in the file's order. */
  readonly checkpoints: readonly AuditCheckpoint[];
  readonly problems: readonly ServerExportProblem[];
}

type Lines = AsyncIterable<string>;
type ServerKey = { readonly kid: string; readonly publicKey: Bytes };

/**
 * Verifies a chain (`.fsaudit`) line by line: each event by the hashes, the end by the server's signature, and the whole
 * against `anchors`, files verified before: earlier exports, and checkpoints of laptops. Who holds the server's key can
 * sign a rewritten chain, so only anchors prove the past. Never throws for a bad file.
 */
export async function verifyServerExport(
  lines: Lines,
  anchors: readonly VerifiedServerFile[] = [],
): Promise<VerifiedServerFile> {
  const source = lines[Symbol.asyncIterator]();
  const head = await readHead(source, SERVER_EXPORT_FORMAT);
  if (head === null) return UNREADABLE;
  const own = anchors.filter((anchor) => !isStranger(anchor, head));
  const places = own.flatMap(({ checkpoints }) => checkpoints).map(placeOf);
  const verifier = createServerChainVerifier(head.programmeId, places);
  const problems: ServerExportProblem[] = [];
  let signed: Bytes | null = null;
  let events = 0;
  for (let line = await next(source); line !== null; line = await next(source)) {
    const link = signed === null ? readLinkLine(line) : null;
    if (link !== null) {
      verifier.take(link);
      events += 1;
      continue;
    }
    const isLast = signed === null;
    const checkpoint = readCheckpointLine(line);
    if (isLast && checkpoint !== null) signed = checkpoint;
    else problems.push({ problem: 'unreadable', sequence: verifier.head().sequence + 1 });
  }
  const end = signed === null ? null : await openOrNull(signed, head);
  problems.push(...verifier.finish(), ...endProblems(end, verifier.head()));
  if (own.length < anchors.length) problems.push({ problem: 'stranger', sequence: 0 });
  return { head, events, checkpoints: end === null ? [] : [end], problems };
}

/**
 * Verifies a file of checkpoints that a laptop kept: that the server signed each, and that they are of one chain. Never
 * throws for a bad file.
 */
export async function verifyCheckpoints(lines: Lines): Promise<VerifiedServerFile> {
  const source = lines[Symbol.asyncIterator]();
  const head = await readHead(source, CHECKPOINTS_FORMAT);
  if (head === null) return UNREADABLE;
  const checkpoints: AuditCheckpoint[] = [];
  const problems: ServerExportProblem[] = [];
  for (let line = await next(source); line !== null; line = await next(source)) {
    const signed = readCheckpointLine(line);
    const checkpoint = signed === null ? null : await openOrNull(signed, head);
    if (checkpoint === null) problems.push({ problem: 'unreadable', sequence: 0 });
    else checkpoints.push(checkpoint);
  }
  const forks = checkpoints.flatMap((checkpoint, index) =>
    checkpoints.slice(0, index).some((earlier) => conflictOf(earlier, checkpoint) !== null)
      ? [{ problem: 'fork' as const, sequence: checkpoint.sequence }]
      : [],
  );
  return { head, events: 0, checkpoints, problems: [...problems, ...forks] };
}

/**
 * Why two checkpoints can't be of one chain that only grew: `forked`, two truths about one event; `rewound`, the later one
 * ends before the earlier. Null where they can.
 */
export function conflictOf(a: AuditCheckpoint, b: AuditCheckpoint): 'forked' | 'rewound' | null {
  if (a.sequence === b.sequence) return a.hash === b.hash ? null : 'forked';
  const [earlier, later] = Date.parse(a.time) < Date.parse(b.time) ? [a, b] : [b, a];
  const isSameTime = Date.parse(a.time) === Date.parse(b.time);
  return later.sequence < earlier.sequence && !isSameTime ? 'rewound' : null;
}

/** The event at which two files of one chain part, comparing line by line; null where one is the beginning of the other. */
export async function firstDifference(a: Lines, b: Lines): Promise<number | null> {
  const [left, right] = [a[Symbol.asyncIterator](), b[Symbol.asyncIterator]()];
  for (;;) {
    const [one, other] = [await next(left), await next(right)];
    if (one === null || other === null) return null;
    if (one === other) continue;
    const [mine, theirs] = [readLinkLine(one), readLinkLine(other)];
    return mine === null || theirs === null ? null : Math.min(mine.sequence, theirs.sequence);
  }
}

const UNREADABLE: VerifiedServerFile = {
  head: null,
  events: 0,
  checkpoints: [],
  problems: [{ problem: 'unreadable', sequence: 0 }],
};

async function readHead(
  source: AsyncIterator<string>,
  format: AuditFileHead['format'],
): Promise<AuditFileHead | null> {
  const head = readHeadLine((await next(source)) ?? '');
  return head?.format === format && keyOf(head) !== null ? head : null;
}

/** The next line; what can't be decoded is a line that nobody can read. */
async function next(source: AsyncIterator<string>): Promise<string | null> {
  try {
    const result = (await source.next()) as IteratorResult<string, undefined>;
    return result.value ?? null;
  } catch {
    return '';
  }
}

function keyOf({ signer }: AuditFileHead): ServerKey | null {
  try {
    const publicKey = fromBase64Url(signer.key);
    return keyIdOf(publicKey) === signer.kid ? { kid: signer.kid, publicKey } : null;
  } catch {
    return null;
  }
}

async function openOrNull(signed: Bytes, head: AuditFileHead): Promise<AuditCheckpoint | null> {
  const key = keyOf(head);
  if (key === null) return null;
  const checkpoint = await openCheckpoint(signed, key).catch(() => null);
  return checkpoint?.programmeId === head.programmeId ? checkpoint : null;
}

/** The chain must end where the server signed that it does. */
function endProblems(
  end: AuditCheckpoint | null,
  found: AuditHead,
): readonly ServerExportProblem[] {
  if (end === null) return [{ problem: 'checkpoint', sequence: 0 }];
  const place = placeOf(end);
  if (place.sequence > found.sequence) {
    return [{ problem: 'truncated', sequence: found.sequence + 1 }];
  }
  const isIt = place.sequence === found.sequence && equalBytes(place.hash, found.hash);
  return isIt ? [] : [{ problem: 'checkpoint', sequence: place.sequence }];
}

function isStranger({ head }: VerifiedServerFile, own: AuditFileHead): boolean {
  if (head === null) return false;
  return head.programmeId !== own.programmeId || head.signer.kid !== own.signer.kid;
}

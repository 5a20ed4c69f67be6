import { placeOf } from '../../../shared/audit/checkpoint.ts';
import {
  allCheckpoints,
  NO_CHECKPOINTS,
  type KeptCheckpoint,
  type KeptCheckpoints,
} from '../../../shared/audit/keep-checkpoints.ts';
import {
  checkpointLine,
  CHECKPOINTS_FORMAT,
  headLine,
  linkLine,
  SERVER_EXPORT_FORMAT,
  type AuditFileHead,
} from '../../../shared/audit/server-export.ts';
import type { ServerAuditLink } from '../../../shared/audit/server-chain.ts';
import {
  createServerChainVerifier,
  type ServerChainVerifier,
} from '../../../shared/audit/verify-server-chain.ts';
import { fromBase64Url, fromHex, utf8 } from '../../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import {
  AUDIT_ROUTES,
  AuditEventPage,
  LARGEST_EVENT_PAGE,
} from '../../../shared/sync/audit-api.ts';
import type { LogPlace, ServerLogApi, ServerLogPart } from '../server-log-api.ts';
import {
  requireActive,
  requireSession,
  requireStore,
  type VaultContext,
} from '../vault-context.ts';
import { openFor } from './server-checkpoints.ts';
import { syncTarget, type SyncTarget } from '../sync/sync-target.ts';

/** A log that is being fetched, up to where it ended when that began. */
interface Fetching {
  readonly end: KeptCheckpoint;
  readonly verifier: ServerChainVerifier;
}

/** The calls of Settings, "Server log". */
export function createServerLogCalls(context: VaultContext): ServerLogApi {
  let fetching: Fetching | null = null;
  return {
    async serverLog() {
      requireSession(context);
      const { kept, conflicts } = await readKept(context);
      return {
        kept: kept.length,
        newest: shown(kept.at(-1)),
        conflicts: conflicts.map(({ kind, known, found }) => ({
          kind,
          known: placeIn(known),
          found: placeIn(found),
        })),
      };
    },

    async exportCheckpoints() {
      requireSession(context);
      const target = await syncTarget(context);
      const lines = allCheckpoints(await readKept(context)).map(({ signed }) =>
        checkpointLine(signed),
      );
      return utf8([headOf(target, CHECKPOINTS_FORMAT), ...lines].join(''));
    },

    async beginServerLog() {
      const session = requireActive(context, 'audit.read');
      fetching = null;
      await session.audit.append({ kind: 'server-log.exported' });
      const target = await syncTarget(context);
      // Before the log: what a sync keeps meanwhile may be later than its end.
      const kept = allCheckpoints(await readKept(context));
      const page = await fetchPage(context, 0);
      const end = await openFor(target, page.checkpoint);
      const anchors = [...kept, end].map(({ checkpoint }) => placeOf(checkpoint));
      fetching = { end, verifier: createServerChainVerifier(target.pack.id, anchors) };
      return take(fetching, page, headOf(target, SERVER_EXPORT_FORMAT));
    },

    async nextServerLogPart() {
      requireActive(context, 'audit.read');
      const current = fetching;
      if (current === null) throw new FieldsealError('vault.internal');
      const page = await fetchPage(context, current.verifier.head().sequence);
      return take(current, page, '');
    },
  };
}

async function readKept(context: VaultContext): Promise<KeptCheckpoints> {
  return (await requireStore(context).read('checkpoints')) ?? NO_CHECKPOINTS;
}

async function fetchPage(context: VaultContext, after: number): Promise<AuditEventPage> {
  const { operator, operatorKeys } = requireActive(context, 'audit.read');
  const query = `after=${String(after)}&limit=${String(LARGEST_EVENT_PAGE)}`;
  return context.api.json(
    {
      serverUrl: operator.serverUrl,
      method: 'GET',
      path: `${AUDIT_ROUTES.events}?${query}`,
      key: operatorKeys.signing,
    },
    AuditEventPage,
  );
}

/** Verifies a page and makes lines of it. The file ends where the log did, or with a page that leads no further. */
function take({ end, verifier }: Fetching, page: AuditEventPage, before: string): ServerLogPart {
  const total = end.checkpoint.sequence;
  const from = verifier.head().sequence;
  const lines = [before];
  for (const event of page.events) {
    if (event.sequence > total) break;
    const link = linkOf(event);
    verifier.take(link);
    lines.push(lineOf(link));
  }
  const done = verifier.head().sequence;
  const isLast = done >= total || done <= from;
  if (isLast) lines.push(checkpointLine(end.signed));
  const problems = isLast ? verifier.finish() : [];
  return { bytes: utf8(lines.join('')), done: Math.min(done, total), total, isLast, problems };
}

function linkOf(event: AuditEventPage['events'][number]): ServerAuditLink {
  const { sequence, previousHash, hash } = event;
  return {
    sequence,
    previousHash: fromHex(previousHash),
    hash: fromHex(hash),
    event: orNonsense(() => fromBase64Url(event.event)),
  };
}

function lineOf(link: ServerAuditLink): string {
  return orNonsense(() => linkLine(link));
}

/** @throws FieldsealError `sync.server-nonsense` where the server sent what can't be decoded. */
function orNonsense<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new FieldsealError('sync.server-nonsense', {}, cause);
  }
}

function headOf({ pack }: SyncTarget, format: AuditFileHead['format']): string {
  return headLine({ format, programmeId: pack.id, signer: pack.serverSigningKey });
}

function shown(kept: KeptCheckpoint | undefined): LogPlace | null {
  return kept === undefined ? null : placeIn(kept);
}

function placeIn({ checkpoint: { sequence, time } }: KeptCheckpoint): LogPlace {
  return { sequence, time };
}

import { openLink } from '../../../shared/audit/audit-chain.ts';
import type { AuditEntry } from '../../../shared/audit/audit-event.ts';
import { createAuditVerifier, type AuditVerdict } from '../../../shared/audit/verify-audit.ts';
import { writeExport, type ExportedEvent } from '../../../shared/audit/write-export.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { ActivityApi, ActivityProgress } from '../activity-api.ts';
import type { StopRequest } from '../sync/stop-request.ts';
import {
  requireSession,
  requireStore,
  type OpenSession,
  type VaultContext,
} from '../vault-context.ts';
import type { AuditRow } from './audit-rows.ts';
import { rowsOf } from './chain-end.ts';

const LARGEST_PAGE = 100;
/** Rows that are in memory at once while a chain is gone through. */
const PIECE = 500;

/** The calls of Settings, "Activity log". */
export function createActivityCalls(context: VaultContext): ActivityApi {
  let checking: StopRequest = { isStopped: false };
  return {
    async listActivity(before, limit) {
      const session = requireSession(context);
      const size = Math.min(Math.max(Math.trunc(limit), 1), LARGEST_PAGE);
      // What can't be written now is shown the next time.
      await session.audit.flush().catch(() => undefined);
      const rows = await rowsOf(
        requireStore(context),
        session.operator.operatorId,
        0,
        before === null ? undefined : before - 1,
      )
        .reverse()
        .limit(size + 1)
        .toArray();
      const page = rows.slice(0, size);
      const entries = await Promise.all(
        page.map(async (row) => ({ sequence: row.sequence, event: await eventOf(session, row) })),
      );
      return { entries, next: rows.length > size ? (page.at(-1)?.sequence ?? null) : null };
    },

    async verifyActivity() {
      const session = requireSession(context);
      const stop: StopRequest = { isStopped: false };
      checking = stop;
      const verdict = await goThrough(context, session, {
        visit: () => Promise.resolve(),
        isOver: () => stop.isStopped || context.session?.audit !== session.audit,
        onProgress: (progress) => context.emit({ type: 'activity-progress', progress }),
      });
      if (verdict === null) return null;
      session.audit.later({ kind: 'audit.verified', count: verdict.problems.length });
      return verdict;
    },

    stopVerification() {
      checking.isStopped = true;
      return Promise.resolve();
    },

    async exportActivity() {
      const session = requireSession(context);
      await session.audit.append({ kind: 'audit.exported' });
      const events: ExportedEvent[] = [];
      const verdict = await goThrough(context, session, {
        visit: async (row) => {
          events.push({ ...row, event: await eventOf(session, row) });
        },
        isOver: () => context.session?.audit !== session.audit,
        onProgress: () => undefined,
      });
      // Locked meanwhile: half a log is none.
      if (verdict === null) throw new FieldsealError('vault.locked');
      const { operatorId } = session.operator;
      const exportedAt = context.deps.now().toISOString();
      const head = { operatorId, exportedAt, problems: verdict.problems };
      return writeExport(session.operatorKeys.signing, head, events);
    },
  };
}

/** How the caller follows a walk through the chain and ends it. */
interface Walk {
  readonly visit: (row: AuditRow) => Promise<void>;
  readonly isOver: () => boolean;
  readonly onProgress: (progress: ActivityProgress) => void;
}

/** Verifies the chain as it stands now and shows each row to `visit`; null when `isOver` ended it early. */
async function goThrough(
  context: VaultContext,
  session: OpenSession,
  { visit, isOver, onProgress }: Walk,
): Promise<AuditVerdict | null> {
  const store = requireStore(context);
  const { operatorId } = session.operator;
  await session.audit.flush();
  // One transaction: what another window appends afterwards belongs to the next look.
  const { head, last } = await store.transaction('r', store.operators, store.audit, async () => ({
    head: (await store.operators.get(operatorId))?.auditHead ?? null,
    last: (await rowsOf(store, operatorId).last())?.sequence ?? 0,
  }));
  const verifier = createAuditVerifier(operatorId, session.vaultKeys.auditKey);
  for (let after = 0; after < last;) {
    onProgress({ done: after, total: last });
    if (isOver()) return null;
    const rows = await rowsOf(store, operatorId, after, last).limit(PIECE).toArray();
    const end = rows.at(-1);
    if (end === undefined) break;
    await verifier.take(rows);
    for (const row of rows) await visit(row);
    after = end.sequence;
  }
  return verifier.finish(head, true);
}

async function eventOf(session: OpenSession, row: AuditRow): Promise<AuditEntry | null> {
  const { operatorId } = session.operator;
  return openLink(session.vaultKeys.auditKey, operatorId, row).catch(() => null);
}

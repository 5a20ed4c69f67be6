import { Dexie, type Table } from 'dexie';
import type { ProgrammePolicy } from '../../../shared/domain/programme.ts';
import type { RecoveryKeys } from '../../../shared/domain/recovery-keys.ts';
import { recoveryKeysOf } from '../recovery/recovery-slot.ts';
import type { RecordRow } from '../database/rows.ts';
import type { BackupStatus, BackupWay } from '../backup-api.ts';
import { requireStore, type ActiveSession, type VaultContext } from '../vault-context.ts';

/** Registrations that neither sync nor a backup has made safe for so long are warned about. */
const OVERDUE_DAYS = 7;
const DAY_MS = 86_400_000;

/**
 * Ways to open a backup that the programme allows. A passphrase by itself opens one only where policy lets a
 * passphrase by itself open a vault: a backup must not be the weaker door.
 */
export function backupWays(
  policy: ProgrammePolicy,
  recovery: RecoveryKeys | undefined,
): readonly BackupWay[] {
  return [
    ...(policy.allowedTiers.includes('passphrase-only') ? (['passphrase'] as const) : []),
    ...(recovery === undefined ? [] : (['recovery'] as const)),
  ];
}

/** What of this operator is not safe yet. */
export async function backupStatus(
  context: VaultContext,
  session: ActiveSession,
): Promise<BackupStatus> {
  const store = requireStore(context);
  const { operatorId } = session.operator;
  const row = await store.operators.get(operatorId);
  const last = await store.backups.get(operatorId);
  const oldest = await oldestAtRisk(context, operatorId, last?.coveredOrder ?? -1);
  const { policy } = session.programme.pack;
  return {
    lastBackupAt: last?.savedAt ?? null,
    drafts: row?.drafts ?? 0,
    unsent: (row?.byState.saved ?? 0) + (row?.byState['in-batch'] ?? 0),
    oldestAtRisk: oldest,
    isOverdue:
      oldest !== null && context.deps.now().getTime() - Date.parse(oldest) > OVERDUE_DAYS * DAY_MS,
    ways: backupWays(policy, await recoveryKeysOf(context)),
    passphraseMinLength: policy.passphraseMinLength,
  };
}

/** A record or a photo, as far as it matters here. */
type AtRisk = Pick<RecordRow, 'operatorId' | 'savedAt'>;

async function oldestAtRisk(
  context: VaultContext,
  operatorId: string,
  coveredOrder: number,
): Promise<string | null> {
  const { records, attachments } = requireStore(context);
  const found: AtRisk[] = [];
  for (const state of ['saved', 'in-batch']) {
    for (const table of [records, attachments] as const) {
      const first = await firstAfter(table, state, operatorId, coveredOrder);
      if (first !== undefined) found.push(first);
    }
  }
  return found.map((row) => row.savedAt).sort()[0] ?? null;
}

function firstAfter(
  table: Table<AtRisk, string>,
  state: string,
  operatorId: string,
  coveredOrder: number,
): PromiseLike<AtRisk | undefined> {
  return table
    .where('[state+savedOrder]')
    .between([state, coveredOrder], [state, Dexie.maxKey], false)
    .filter((row) => row.operatorId === operatorId)
    .first();
}

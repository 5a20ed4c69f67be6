/** The stand-in's keys and log, for the two cards of Settings. */
import type { ActivityApi, ActivityEntry } from '../../renderer/vault/activity-api.ts';
import type { KeyOverview, KeysApi, KeySummary } from '../../renderer/vault/keys-api.ts';
import type { VaultEvent } from '../../renderer/vault/vault-api.ts';
import type { AuditEvent } from '../../shared/audit/audit-event.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import type { StandInOptions } from './stand-in-options.ts';

const DAY_MS = 86_400_000;
const RENEWAL = { done: 1240, total: 3100 };

type Options = Pick<StandInOptions, 'keys' | 'isLogBroken' | 'isLogLong' | 'isFailing' | 'isEmpty'>;

/** Keys of three ages; a renewal that is asked for never ends. */
export function standInKeys(options: Options, tell: (event: VaultEvent) => void): KeysApi {
  const overview: KeyOverview = {
    keys: [
      key('credentials', 'operator', 'fine', 20),
      key('pii', 'drafts', 'due', 380),
      key('pii', 'record-views', 'overdue', 400),
      key('biometric', 'templates', 'fine', 3),
    ],
    retired: options.keys === 'fine' ? 2 : 0,
    renewal: options.keys === 'unfinished' ? { ...RENEWAL, isRunning: false } : null,
  };
  return {
    keyOverview: () =>
      options.isFailing
        ? Promise.reject(new FieldsealError('vault.storage-full'))
        : Promise.resolve(overview),
    renewKeys: () => {
      tell({ type: 'keys-changed', renewal: { ...RENEWAL, isRunning: true } });
      return new Promise(() => undefined);
    },
    stopRenewal: () => Promise.resolve(),
    destroyRetiredKeys: () => Promise.resolve(2),
  };
}

/** Two days of a log; the check of a long one never ends. */
export function standInActivity(options: Options, tell: (event: VaultEvent) => void): ActivityApi {
  return {
    listActivity: () =>
      options.isFailing
        ? Promise.reject(new FieldsealError('vault.storage-full'))
        : Promise.resolve({ entries: options.isEmpty ? [] : entries(), next: 12 }),
    stopVerification: () => Promise.resolve(),
    verifyActivity: () => {
      if (options.isLogLong) {
        tell({ type: 'activity-progress', progress: { done: 500, total: 1842 } });
        return new Promise(() => undefined);
      }
      return Promise.resolve({
        events: 1842,
        problems: options.isLogBroken
          ? [
              { problem: 'missing', sequence: 14 },
              { problem: 'changed', sequence: 15 },
              { problem: 'truncated', sequence: 1843 },
            ]
          : [],
      });
    },
    exportActivity: () => Promise.resolve(new Uint8Array(10)),
  };
}

function key(
  purpose: string,
  keyId: string,
  state: KeySummary['state'],
  daysOld: number,
): KeySummary {
  const at = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString();
  return {
    purpose,
    keyId,
    version: 3,
    createdAt: at(-daysOld),
    dueAt: at(365 - daysOld),
    state,
    olderVersions: state === 'fine' ? 0 : 2,
  };
}

function entries(): readonly ActivityEntry[] {
  const events: readonly AuditEvent[] = [
    { kind: 'vault.unlocked', tier: 'bound' },
    { kind: 'vault.unlock-failed', count: 2 },
    { kind: 'record.sealed', recordIds: ['a'] },
    { kind: 'content.decrypted', reason: 'view-list', recordIds: ['a', 'b'], count: 20 },
    { kind: 'content.decrypted', reason: 'other', recordIds: ['a'], note: 'طلب المشرف' },
    { kind: 'content.open-failed', reason: 'correct', code: 'crypto.open-failed' },
    { kind: 'sync.finished', count: 12 },
    { kind: 'vault.locked' },
  ];
  const noon = new Date();
  noon.setHours(12, 0, 0, 0);
  const readable = events.map((event, index) => ({
    sequence: 30 - index,
    event: { ...event, at: new Date(noon.getTime() - index * 4 * 3_600_000).toISOString() },
  }));
  return [...readable, { sequence: 21, event: null }];
}

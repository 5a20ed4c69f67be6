import { useFeature } from '../../app/services.ts';
import type { BackupOpener, BackupSummary } from '../../vault/backup-api.ts';

/** What opens the chosen file now: its own vault, enough holders' answers, or the passphrase typed; null: nothing yet. */
export function useOpener(summary: BackupSummary, passphrase: string): BackupOpener | null {
  const ceremony = useFeature('backup', (state) => state.ceremony);
  if (summary.opensHere) return { by: 'own-vault' };
  const answers = ceremony?.holders.filter((holder) => holder.hasAnswered).length ?? 0;
  if (ceremony !== null && answers >= ceremony.needed) return { by: 'recovery' };
  return passphrase === '' ? null : { by: 'passphrase', passphrase };
}

import { requireStore, type VaultContext } from '../vault-context.ts';
import { fileIntakeOfSession } from '../intake/file-intake.ts';
import { compactPages } from './load-index.ts';
import { verifyIndex } from './verify-index.ts';

/**
 * Looks after the sealed pages of the open vault: compacts them, then compares them with the records. Ends at a lock.
 * Nothing waits for it, so a failure is left to the next time.
 */
export async function keepIndex(context: VaultContext): Promise<void> {
  const { session, locks } = context;
  const programme = session?.programme;
  if (session === null || programme === null || programme === undefined) return;
  const store = requireStore(context);
  const isOver = (): boolean => context.locks !== locks || context.session?.programme !== programme;
  await compactPages(store, programme.indexPageKey, programme.index);
  const unsearchable = await verifyIndex(store, session, programme, isOver);
  if (unsearchable === null || unsearchable === programme.unsearchable) return;
  programme.unsearchable = unsearchable;
  context.emit({ type: 'records-changed' });
}

/** Has the pages looked after once nothing else is asked for, and files what an import that was broken off left. */
export function keepIndexWhenIdle(context: VaultContext): void {
  context.deps.whenIdle?.(async () => {
    await fileIntakeOfSession(context).catch(() => undefined);
    await keepIndex(context).catch(() => undefined);
  });
}

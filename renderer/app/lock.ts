import { clearStores } from './app-stores.ts';
import type { AppServices } from './services.ts';

const FLUSH_LIMIT_MS = 2_000;

/**
 * Locks: what was typed is saved first, the vault closes, then every store is emptied. The place is remembered
 * so that the same person comes back to it. A save that hangs or fails does not keep the vault open.
 */
export async function lockApp({ vault, stores }: AppServices): Promise<void> {
  const operatorId = stores.session.getState().vault?.session?.operatorId;
  if (operatorId !== undefined) rememberPlace(operatorId, stores);
  await Promise.race([stores.enrol.getState().flush(), pause(FLUSH_LIMIT_MS)]);
  try {
    await vault.lock();
  } finally {
    clearStores(stores);
  }
  await stores.session.getState().refresh();
}

/** Opens the place that was left by the lock; another person starts at the beginning. */
export function resumeAfterUnlock({ stores }: AppServices, operatorId: string): void {
  const { resume, replace, forgetResume } = stores.router.getState();
  forgetResume();
  replace(resume?.operatorId === operatorId ? resume.route : { screen: 'start' });
}

function rememberPlace(operatorId: string, stores: AppServices['stores']): void {
  const { draft, fieldId } = stores.enrol.getState();
  const draftId = draft?.id;
  const { route, replace, remember } = stores.router.getState();
  // The draft may have been started here: its id is not in the route yet. A record's detail is not kept.
  if (route.screen === 'enrol' && draftId !== undefined) {
    replace({ screen: 'enrol', draftId, fieldId: fieldId ?? undefined });
  } else if (route.screen === 'enrol' || route.screen === 'record') replace({ screen: 'home' });
  remember(operatorId);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

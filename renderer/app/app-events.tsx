import { useEffect } from 'react';
import { startAutoSync, type SyncOutcome } from './auto-sync.ts';
import { createCoalescer } from './coalescer.ts';
import { clearStores } from './app-stores.ts';
import { lockApp } from './lock.ts';
import { followHistory } from './router.ts';
import { useServices } from './services.ts';

/** Records change many at a time; a list that follows each of them would hold up the work itself. */
const RELOAD_PAUSE_MS = 300;

/** Starts the vault and ties the app to what happens outside it: worker, host, page, history. */
export function AppEvents(): null {
  const services = useServices();
  useEffect(() => {
    const { vault, shell, stores } = services;
    const reloadHome = createCoalescer(() => stores.home.getState().load(), RELOAD_PAUSE_MS);
    void vault
      .subscribe((event) => {
        if (event.type === 'sync-progress') stores.sync.getState().setProgress(event.progress);
        else if (event.type === 'stick-progress') {
          stores.courier.getState().setProgress(event.progress);
        } else if (event.type === 'import-progress') {
          stores.import.getState().setProgress(event.progress);
        } else if (event.type === 'activity-progress') {
          stores.activity.getState().setProgress(event.progress);
        } else if (event.type === 'keys-changed') stores.keys.getState().setProgress(event.renewal);
        else if (event.type === 'state-changed') void followVault(services);
        else if (event.type === 'lock-ordered') void lockApp(services);
        else reloadHome.request();
      })
      .then(() => stores.session.getState().start());
    // At the start already: the browser is asked to keep the store for good.
    void stores.storage.getState().check();
    const stopLock = shell.onLockRequested(() => void lockApp(services));
    const stopHistory = followHistory(stores.router);
    const stopSync = startAutoSync({
      attempt: () =>
        navigator.onLine
          ? stores.sync.getState().syncByItself()
          : Promise.resolve<SyncOutcome>('not-asked'),
      onOnline(listener) {
        window.addEventListener('online', listener);
        return () => {
          window.removeEventListener('online', listener);
        };
      },
      later(work, milliseconds) {
        const timer = setTimeout(work, milliseconds);
        return () => {
          clearTimeout(timer);
        };
      },
      random: Math.random,
    });
    const flush = (): void => void stores.enrol.getState().flush();
    window.addEventListener('pagehide', flush);
    document.addEventListener('visibilitychange', flush);
    return () => {
      reloadHome.stop();
      stopLock();
      stopHistory();
      stopSync();
      window.removeEventListener('pagehide', flush);
      document.removeEventListener('visibilitychange', flush);
    };
  }, [services]);
  return null;
}

/** Reads the state again; when the worker closed the vault by itself, the screens are emptied too. */
async function followVault({ stores }: ReturnType<typeof useServices>): Promise<void> {
  const before = stores.session.getState().vault;
  const wasOpen = (before?.session ?? null) !== null;
  await stores.session.getState().refresh();
  const kind = stores.session.getState().vault?.order?.kind;
  // Once, when it happens: the host forgets its shares, and the worker begins with new ones.
  if (kind === 'destroyed' && before?.order?.kind !== kind) await stores.session.getState().start();
  const isOpen = (stores.session.getState().vault?.session ?? null) !== null;
  if (wasOpen && !isOpen) clearStores(stores);
}

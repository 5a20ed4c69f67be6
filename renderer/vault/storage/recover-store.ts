import type { FieldsealStore } from '../database/store.ts';

/**
 * Makes a store usable again that could not be opened. Chromium closes a database when a write finds the disk full,
 * and can't open it while it stays full; Dexie would then refuse every call for as long as the app runs. After this
 * the next call opens it anew. A store that is open, or closed on purpose, is left as it is.
 */
export function recoverStore(store: FieldsealStore | null): void {
  if (store === null || !store.hasFailed() || store.hasBeenClosed()) return;
  store.close({ disableAutoOpen: false });
}

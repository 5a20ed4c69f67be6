import { expect, test } from 'vitest';
import type { StoreApi } from 'zustand';
import type { Shell } from '../shell/shell.ts';
import type { VaultApi } from '../vault/vault-api.ts';
import { clearStores, createAppStores, SENSITIVE_FEATURES } from './app-stores.ts';

const SECRET = 'Akuol Garang NR1234567';
const NEVER_USED = new Proxy({}, { get: () => () => new Promise(() => undefined) });

/** Puts the secret into every place of a store that is not a function. */
function poison(state: object): object {
  return Object.fromEntries(
    Object.entries(state)
      .filter(([, value]) => typeof value !== 'function')
      .map(([key]) => [key, SECRET]),
  );
}

/** The stores' states have no common type; here they are only filled and read as text. */
function loosen(store: unknown): StoreApi<object> {
  return store as StoreApi<object>;
}

function dump(state: object): string {
  return JSON.stringify(state, (_key, value: unknown) =>
    value instanceof Map ? [...value.entries()] : value,
  );
}

test('a lock leaves nothing of what any feature held', () => {
  const stores = createAppStores(NEVER_USED as VaultApi, NEVER_USED as Shell);
  for (const feature of SENSITIVE_FEATURES) {
    if (feature === 'session') continue;
    const store: StoreApi<object> = loosen(stores[feature]);
    store.setState(poison(store.getState()));
    expect(dump(store.getState()), feature).toContain(SECRET);
  }
  clearStores(stores);
  for (const feature of SENSITIVE_FEATURES) {
    expect(dump(stores[feature].getState()), feature).not.toContain(SECRET);
  }
});

test('every store but the router, which holds ids only, is cleared', () => {
  const stores = createAppStores(NEVER_USED as VaultApi, NEVER_USED as Shell);
  // The way back after a lock, and the room on the disk: neither holds anything of a person.
  const kept = ['router', 'storage'];
  const all = Object.keys(stores).filter((name) => !kept.includes(name));
  expect([...SENSITIVE_FEATURES].sort()).toEqual(all.sort());
});

test('an answer that comes in after the lock is dropped', async () => {
  let answer: (records: readonly object[]) => void = () => undefined;
  const vault = {
    searchRecords: () =>
      new Promise((resolve) => {
        answer = resolve;
      }),
  };
  const stores = createAppStores(vault as unknown as VaultApi, NEVER_USED as Shell);
  stores.home.getState().setSearch('name', 'Garang');
  const searching = stores.home.getState().search();
  clearStores(stores);
  answer([{ displayName: SECRET }]);
  await searching;
  expect(stores.home.getState().found).toBeNull();
});

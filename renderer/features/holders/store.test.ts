import { expect, test } from 'vitest';
import type { Shell } from '../../shell/shell.ts';
import type { HolderKey } from '../../vault/recovery-api.ts';
import type { VaultApi } from '../../vault/vault-api.ts';
import { createHoldersStore } from './store.ts';

const KEYS: readonly HolderKey[] = ['Ruth', 'Omar'].map((holder) => ({
  holder,
  file: { name: `${holder}.fsrecovery-key`, bytes: new Uint8Array([1]) },
  words: [`words-of-${holder}`],
}));

function world() {
  const saved: string[] = [];
  const vault = {
    makeRecoveryKeys: () => Promise.resolve(KEYS),
    publishRecoveryKeys: () => Promise.resolve(),
    recoveryKeySet: () => Promise.resolve({ threshold: 1, holders: ['Ruth'], mayMake: true }),
  } as unknown as VaultApi;
  const shell = {
    saveFile: (name: string) => {
      saved.push(name);
      return Promise.resolve(true);
    },
  } as unknown as Shell;
  return { store: createHoldersStore(vault, shell), saved };
}

test('a hand-over that is left unfinished leaves no words behind', async () => {
  const { store } = world();
  await store.getState().make(1, ['Ruth', 'Omar']);
  store.getState().passOn();
  store.getState().leave();
  expect(JSON.stringify(store.getState())).not.toContain('words-of');
  expect(store.getState()).toMatchObject({ made: null, handedOver: 0 });
  const making = store.getState().make(1, ['Ruth', 'Omar']);
  store.getState().leave();
  expect(await making).toBe(false);
  expect(JSON.stringify(store.getState())).not.toContain('words-of');
});

test('keys that all holders have can be put into force after the screen was left', async () => {
  const { store } = world();
  await store.getState().make(1, ['Ruth', 'Omar']);
  store.getState().passOn();
  store.getState().passOn();
  store.getState().leave();
  expect(store.getState()).toMatchObject({ made: [], handedOver: 2 });
});

test('words that were handed over are gone', async () => {
  const { store, saved } = world();
  await store.getState().make(1, ['Ruth', 'Omar']);
  expect(await store.getState().saveKey()).toBe(true);
  store.getState().passOn();
  expect(JSON.stringify(store.getState())).not.toContain('words-of-Ruth');
  expect(store.getState().made?.map(({ holder }) => holder)).toEqual(['Omar']);
  expect(store.getState().handedOver).toBe(1);
  await store.getState().saveKey();
  store.getState().passOn();
  expect(saved).toEqual(['Ruth.fsrecovery-key', 'Omar.fsrecovery-key']);
  expect(JSON.stringify(store.getState())).not.toContain('words-of');
  expect(store.getState().made).toEqual([]);
  await store.getState().publish();
  expect(store.getState()).toMatchObject({ made: null, handedOver: 0 });
});

import { expect, test, vi } from 'vitest';
import type { Shell } from '../../shell/shell.ts';
import type { VaultApi } from '../../vault/vault-api.ts';
import { createBackupStore } from './store.ts';

const SUMMARY = { opensHere: true };
const OPENER = { by: 'own-vault' } as const;

/** A vault with one backup job, as the worker has: opening replaces it, closing ends it. */
function world() {
  let job: Blob | null = null;
  const parts: (() => void)[] = [];
  const vault = {
    backupStatus: () => Promise.resolve(null),
    inspectBackup: () => Promise.resolve(SUMMARY),
    openBackup: (file: Blob) => {
      job = file;
      return Promise.resolve(SUMMARY);
    },
    checkBackupPart: async () => {
      await new Promise<void>((resolve) => parts.push(resolve));
      if (job === null) throw new Error('backup.not-begun');
      return { bytesRead: 1, bytesTotal: 1, drafts: job.size, records: 0, isDone: true };
    },
    closeBackup: () => {
      job = null;
      return Promise.resolve();
    },
  } as unknown as VaultApi;
  const underWay = () => vi.waitFor(() => expect(parts.length).toBeGreaterThan(0));
  /** Lets the oldest part that is under way end. */
  const part = async (): Promise<void> => {
    await underWay();
    parts.shift()?.();
  };
  return { store: createBackupStore(vault, {} as Shell), underWay, part };
}

test('what begins right after a stop is not ended with what was stopped', async () => {
  const { store, underWay, part } = world();
  await store.getState().choose(new Blob(['a']));
  const stopped = store.getState().check(OPENER);
  await underWay();
  store.getState().stop();
  expect(store.getState()).toMatchObject({ work: null, result: { kind: 'stopped' } });
  await store.getState().choose(new Blob(['bb']));
  const second = store.getState().check(OPENER);
  expect(store.getState().work?.kind).toBe('checking');
  await part();
  await stopped;
  await part();
  await second;
  expect(store.getState()).toMatchObject({
    failure: null,
    work: null,
    result: { kind: 'checked', drafts: 2 },
  });
});

test('what was stopped while it waited for its turn never begins', async () => {
  const { store, underWay, part } = world();
  await store.getState().choose(new Blob(['a']));
  const first = store.getState().check(OPENER);
  await underWay();
  store.getState().stop();
  const second = store.getState().check(OPENER);
  store.getState().clear();
  await part();
  await Promise.all([first, second]);
  expect(store.getState()).toMatchObject({ chosen: null, failure: null, work: null, result: null });
});

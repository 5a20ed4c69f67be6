import { describe, expect, it } from 'vitest';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { SyncReport, VaultApi } from '../../vault/vault-api.ts';
import { createSyncStore } from './store.ts';

const REPORT = { accepted: 3 } as unknown as SyncReport;

function storeOver(
  sync: VaultApi['sync'],
  counts: () => Promise<unknown> = () => Promise.reject(new FieldsealError('vault.locked')),
) {
  return createSyncStore({
    sync,
    counts,
    listBatches: () => Promise.resolve([]),
  } as unknown as VaultApi);
}

describe('a sync that nobody asked for', () => {
  it('shows what it came to, and nothing of what failed', async () => {
    let answer: () => Promise<SyncReport> = () => Promise.resolve(REPORT);
    const store = storeOver(() => answer());
    expect(await store.getState().syncByItself()).toBe('done');
    expect(store.getState()).toMatchObject({ report: REPORT, isSyncing: false, failure: null });
    answer = () => Promise.reject(new FieldsealError('sync.offline'));
    expect(await store.getState().syncByItself()).toBe('failed');
    answer = () => Promise.reject(new FieldsealError('sync.device-revoked'));
    expect(await store.getState().syncByItself()).toBe('refused');
    expect(store.getState()).toMatchObject({ isSyncing: false, failure: null });
  });

  it('brings what is on the screen up to date', async () => {
    let waiting = 12;
    const store = storeOver(
      () => {
        waiting = 0;
        return Promise.resolve(REPORT);
      },
      () => Promise.resolve({ waiting }),
    );
    await store.getState().load();
    expect(store.getState().counts).toEqual({ waiting: 12 });
    await store.getState().syncByItself();
    expect(store.getState().counts).toEqual({ waiting: 0 });
  });

  it('stands back while somebody’s own is under way', async () => {
    let finish: (report: SyncReport) => void = () => undefined;
    let asked = 0;
    const store = storeOver(() => {
      asked += 1;
      return new Promise((resolve) => {
        finish = resolve;
      });
    });
    const own = store.getState().sync();
    expect(await store.getState().syncByItself()).toBe('not-asked');
    finish(REPORT);
    await own;
    expect(asked).toBe(1);
  });
});

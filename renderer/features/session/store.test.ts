import { expect, test } from 'vitest';
import type { Shell } from '../../shell/shell.ts';
import type { LaptopOrder } from '../../vault/order-api.ts';
import type { HostFacts, VaultApi, VaultState } from '../../vault/vault-api.ts';
import { createSessionStore } from './store.ts';

const DESTROYED: LaptopOrder = {
  kind: 'destroyed',
  at: '2026-11-25T08:00:00.000Z',
  reason: 'stolen',
  deviceCode: 'K7QD',
  unsentRecords: 2,
  drafts: 0,
  isTold: true,
};

/** A host whose share is another one each time it was forgotten, and a vault in this state. */
function startWith(order: LaptopOrder | null) {
  const given: number[] = [];
  let share = 1;
  const shell = {
    capabilities: () => Promise.resolve({ gatedUnlock: false, nativeBound: false }),
    deviceShare: () => Promise.resolve(new Uint8Array(32).fill(share)),
    forgetShares: () => {
      share += 1;
      return Promise.resolve();
    },
  };
  const vault = {
    start: ({ deviceShare }: HostFacts) => {
      given.push(deviceShare[0] ?? 0);
      return Promise.resolve({ operators: [], session: null, order } as unknown as VaultState);
    },
  };
  const store = createSessionStore(vault as unknown as VaultApi, shell as unknown as Shell);
  return { store, given };
}

test('the worker of a laptop whose keys were destroyed goes on with a share of which nothing was ever made', async () => {
  const { store, given } = startWith(DESTROYED);
  await store.getState().start();
  expect(given).toEqual([1, 2]);
  expect(store.getState()).toMatchObject({ phase: 'ready', vault: { order: DESTROYED } });
});

test('any other laptop keeps its share', async () => {
  const { store, given } = startWith({
    kind: 'suspended',
    since: '2026-11-25T08:00:00.000Z',
    reason: 'lost',
  });
  await store.getState().start();
  expect(given).toEqual([1]);
});

import { expect, test } from 'vitest';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { Shell } from '../../shell/shell.ts';
import type { OrderOverview } from '../../vault/order-api.ts';
import type { VaultApi } from '../../vault/vault-api.ts';
import { createOrdersStore } from './store.ts';

const LAPTOP = { deviceId: 'device', deviceCode: 'K7QD' };
const OVERVIEW: OrderOverview = { mayOrder: true, ownDeviceId: 'office', orders: [] };

function storeOver(calls: Partial<VaultApi>, saved: string[] = []) {
  const shell = {
    saveFile: (name: string) => {
      saved.push(name);
      return Promise.resolve(true);
    },
  };
  const vault = { listOrders: () => Promise.resolve(OVERVIEW), ...calls };
  return createOrdersStore(vault as VaultApi, shell as unknown as Shell);
}

test('an order goes to the laptop that was asked about, once, and closes the dialog', async () => {
  const given: unknown[] = [];
  const store = storeOver({
    giveOrder: (...order) => {
      given.push(order);
      return Promise.resolve();
    },
  });
  expect(await store.getState().give('suspend', 'lost')).toBe(false);
  store.getState().ask(LAPTOP);
  const [first, second] = [
    store.getState().give('suspend', 'lost'),
    store.getState().give('suspend', 'lost'),
  ];
  expect([await first, await second]).toEqual([true, false]);
  expect(given).toEqual([['device', 'suspend', 'lost']]);
  expect(store.getState()).toMatchObject({ asked: null, isBusy: false, overview: OVERVIEW });
});

test('a refused order stays open and says why', async () => {
  const store = storeOver({
    giveOrder: () => Promise.reject(new FieldsealError('order.keys-destroyed')),
  });
  store.getState().ask(LAPTOP);
  expect(await store.getState().give('resume', 'found')).toBe(false);
  expect(store.getState()).toMatchObject({
    asked: LAPTOP,
    giveFailure: { code: 'order.keys-destroyed' },
  });
});

test('files are named after the laptop; an answer that is none says so', async () => {
  const saved: string[] = [];
  const store = storeOver(
    {
      orderFile: () => Promise.resolve(new Uint8Array(3)),
      takeDoneFile: () => Promise.reject(new FieldsealError('order.done-tampered')),
    },
    saved,
  );
  await store.getState().save(LAPTOP);
  expect(saved).toEqual(['fieldseal-order-K7QD.fsorder']);
  expect(await store.getState().takeFile(new Blob([]))).toBe(false);
  expect(store.getState().failure?.code).toBe('order.done-tampered');
});

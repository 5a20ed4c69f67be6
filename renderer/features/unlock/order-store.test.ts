import { expect, test } from 'vitest';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { Shell } from '../../shell/shell.ts';
import type { VaultApi } from '../../vault/vault-api.ts';
import { createLaptopOrderStore } from './order-store.ts';

function storeOver(calls: Partial<VaultApi>, saved: string[] = []) {
  const shell = {
    saveFile: (name: string) => {
      saved.push(name);
      return Promise.resolve(true);
    },
  };
  return createLaptopOrderStore(calls as VaultApi, shell as unknown as Shell);
}

test('asking says when it was; a failure says why instead', async () => {
  let isThere = true;
  const store = storeOver({
    checkOrders: () =>
      isThere ? Promise.resolve() : Promise.reject(new FieldsealError('sync.offline')),
  });
  await store.getState().check();
  expect(store.getState().checkedAt).not.toBeNull();
  isThere = false;
  await store.getState().check();
  expect(store.getState()).toMatchObject({
    checkedAt: null,
    isBusy: false,
    failure: { code: 'sync.offline' },
  });
});

test('the order of a file is carried out, or told why not', async () => {
  const file = new Blob([new Uint8Array([1])]);
  expect(
    await storeOver({ applyOrderFile: () => Promise.resolve('resume') })
      .getState()
      .loadFile(file),
  ).toBe(true);
  const refusing = storeOver({
    applyOrderFile: () => Promise.reject(new FieldsealError('order.not-ours')),
  });
  expect(await refusing.getState().loadFile(file)).toBe(false);
  expect(refusing.getState().failure?.code).toBe('order.not-ours');
});

test('the answer is saved where there is one', async () => {
  const saved: string[] = [];
  await storeOver({ orderDoneFile: () => Promise.resolve(null) }, saved)
    .getState()
    .saveAnswer();
  expect(saved).toEqual([]);
  await storeOver({ orderDoneFile: () => Promise.resolve(new Uint8Array(3)) }, saved)
    .getState()
    .saveAnswer();
  expect(saved).toEqual(['fieldseal-answer.fsdone']);
});

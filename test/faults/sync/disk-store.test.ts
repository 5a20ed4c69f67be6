import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { FieldsealStore } from '../../../renderer/vault/database/store.ts';
import { openDiskStore } from './disk-store.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fieldseal-disk-store-'));
const log = path.join(folder, 'committed.log');
afterAll(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

const open = async (): Promise<FieldsealStore> =>
  new FieldsealStore('fieldseal', await openDiskStore(folder, 'fieldseal'));
const values = async (store: FieldsealStore): Promise<readonly unknown[]> =>
  (await store.meta.toArray()).map(({ key, value }) => [key, value]).sort();

test('what committed is there again, what did not is not, and a torn end is passed over', async () => {
  const store = await open();
  const before = await values(store);
  await store.meta.bulkPut([
    { key: 'kept', value: new Uint8Array([1, 2]) },
    { key: 'gone', value: 1 },
    { key: 'z1', value: 1 },
    { key: 'z2', value: 1 },
  ]);
  await store.meta.delete('gone');
  await store.meta.where('key').between('z1', 'z3').delete();
  await store.meta.put({ key: 'z4', value: 1 });
  await store.meta.where('key').aboveOrEqual('z').delete();
  await store
    .transaction('rw', store.meta, async () => {
      await store.meta.put({ key: 'aborted', value: 1 });
      throw new Error('stop');
    })
    .catch(() => undefined);
  const after = await values(store);
  store.close();
  expect(after).toEqual([...before, ['kept', new Uint8Array([1, 2])]].sort());

  const bytes = fs.readFileSync(log);
  fs.writeFileSync(log, Buffer.concat([bytes, Buffer.from([0, 0, 9, 9, 1, 2, 3])]));
  const again = await open();
  expect(await values(again)).toEqual(after);
  expect(fs.readFileSync(log)).toEqual(bytes);
  again.close();
});

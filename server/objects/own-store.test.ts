import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openBreakableStore, type BreakableStore } from '../test/breakable-store.ts';
import { randomObject } from '../test/random-object.ts';
import type { ObjectStore } from './object-store.ts';
import { ownStore } from './own-store.ts';

const { address, bytes } = randomObject(100);

let shared: BreakableStore;
let first: ObjectStore;
let second: ObjectStore;
beforeEach(async () => {
  shared = await openBreakableStore();
  first = ownStore(shared.objects, 'first');
  second = ownStore(shared.objects, 'second');
  await first.put(address, bytes);
});
afterEach(() => shared.remove());

describe('a store that belongs to another database', () => {
  test('is changed in nothing, so that neither sweeps away what the other has', async () => {
    const foreign = { name: 'ForeignStoreError' };
    await expect(second.put(randomObject(10).address, bytes)).rejects.toMatchObject(foreign);
    await expect(second.delete(address)).rejects.toMatchObject(foreign);
    await expect(second.dropUnfinished(new Date())).rejects.toMatchObject(foreign);
    expect(await shared.addresses()).toEqual([address]);
  });

  test('is not ready', async () => {
    await expect(second.ping()).rejects.toMatchObject({ name: 'ForeignStoreError' });
    await first.ping();
  });
});

test('a store that could not be asked at first is asked again', async () => {
  const again = ownStore(shared.objects, 'first');
  await expect(shared.whileDown(() => again.ping())).rejects.toThrow();
  await again.ping();
  await again.delete(address);
  expect(await shared.addresses()).toEqual([]);
});

test('the same database comes back with another server', async () => {
  const restarted = ownStore(shared.objects, 'first');
  await restarted.put(address, bytes);
  expect(await restarted.get(address)).toEqual(bytes);
});

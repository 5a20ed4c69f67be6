import { expect, test } from 'vitest';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { LoadedPhoto } from '../../vault/photos-api.ts';
import type { VaultApi } from '../../vault/vault-api.ts';
import { createPhotosStore } from './store.ts';

const HASH = 'ab'.repeat(32);
const PHOTO = { mediaType: 'image/jpeg', attachment: { hash: HASH, key: new Uint8Array(32) } };
const HERE: LoadedPhoto = { state: 'here', mediaType: 'image/jpeg', bytes: Uint8Array.of(1, 2) };

function storeOver(loadPhoto: VaultApi['loadPhoto']) {
  return createPhotosStore({ loadPhoto } as unknown as VaultApi);
}

test('a photo that is shown twice is loaded once, and goes from memory with its last place', async () => {
  let loads = 0;
  const store = storeOver(() => {
    loads += 1;
    return Promise.resolve(HERE);
  });
  const { hold, release } = store.getState();
  await Promise.all([hold('record', PHOTO), hold('record', PHOTO)]);
  expect(loads).toBe(1);
  release(PHOTO);
  expect(store.getState().shown[HASH]).toEqual(HERE);
  release(PHOTO);
  expect(store.getState().shown).toEqual({});
});

test('what comes in after its place is gone, or after the lock, is not kept', async () => {
  for (const end of ['release', 'lock'] as const) {
    let answer: (photo: LoadedPhoto) => void = () => undefined;
    const store = storeOver(() => new Promise((resolve) => (answer = resolve)));
    const held = store.getState().hold('record', PHOTO);
    expect(store.getState().shown[HASH]).toEqual({ state: 'loading' });
    if (end === 'lock') store.getState().clear();
    else store.getState().release(PHOTO);
    answer(HERE);
    await held;
    expect(store.getState().shown, end).toEqual({});
  }
});

test('another try shows what came of it', async () => {
  const answers: (() => Promise<LoadedPhoto>)[] = [
    () => Promise.resolve({ state: 'no-network' }),
    () => Promise.reject(new FieldsealError('server.forbidden')),
    () => Promise.resolve(HERE),
  ];
  const store = storeOver(() => (answers.shift() ?? (() => Promise.resolve(HERE)))());
  const { hold, retry } = store.getState();
  await hold('record', PHOTO);
  expect(store.getState().shown[HASH]).toEqual({ state: 'no-network' });
  await retry('record', PHOTO);
  expect(store.getState().shown[HASH]).toMatchObject({
    state: 'failed',
    failure: { code: 'server.forbidden' },
  });
  await retry('record', PHOTO);
  expect(store.getState().shown[HASH]).toEqual(HERE);
});

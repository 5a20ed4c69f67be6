import { describe, expect, it } from 'vitest';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { Shell } from '../../shell/shell.ts';
import type { FileRequest } from '../../vault/file-request-api.ts';
import type { VaultApi } from '../../vault/vault-api.ts';
import { createFileRequestStore } from './store.ts';

const FILE = new Uint8Array(4);
const REQUEST: FileRequest = {
  requestHash: 'ab',
  words: ['harbour', 'pencil', 'amber', 'cotton', 'river', 'eagle'],
  madeAt: '2026-11-20T08:30:00.000Z',
  grantedTo: null,
  people: [],
};
const ANSWER = { name: 'fieldseal-harbour-pencil.fsgrant', bytes: Uint8Array.of(1) };

function storeOver(changes: Partial<VaultApi>, saves: readonly boolean[] = [true]) {
  const outcomes = [...saves];
  const saved: string[] = [];
  const vault = {
    openRequestFile: () => Promise.resolve(REQUEST),
    approveRequestFile: () => Promise.resolve(ANSWER),
    rejectRequestFile: () => Promise.resolve(),
    grantFile: () => Promise.resolve(ANSWER),
    ...changes,
  } as unknown as VaultApi;
  const shell = {
    saveFile: (name: string) => {
      saved.push(name);
      return Promise.resolve(outcomes.shift() ?? true);
    },
  } as unknown as Shell;
  return { store: createFileRequestStore(vault, shell), saved };
}

describe('a request from a file', () => {
  it('that can’t be read leaves nothing of the one before on the screen', async () => {
    let isBad = false;
    const { store } = storeOver({
      openRequestFile: () =>
        isBad
          ? Promise.reject(new FieldsealError('provisioning.file-damaged'))
          : Promise.resolve(REQUEST),
    });
    await store.getState().open(FILE);
    store.getState().choose('somebody');
    isBad = true;
    await store.getState().open(FILE);
    expect(store.getState()).toMatchObject({
      request: null,
      personId: null,
      failure: { code: 'provisioning.file-damaged' },
    });
  });

  it('is approved for nobody before somebody was chosen', async () => {
    const { store, saved } = storeOver({});
    await store.getState().open(FILE);
    expect(await store.getState().approve()).toBe(false);
    expect(store.getState().failure?.code).toBe('provisioning.not-listed');
    expect(saved).toEqual([]);
  });

  it('keeps its answer where saving was cancelled, and saves that one later', async () => {
    const asked: string[] = [];
    const { store, saved } = storeOver(
      {
        approveRequestFile: (hash, personId) => {
          asked.push(hash, personId);
          return Promise.resolve(ANSWER);
        },
        grantFile: () => Promise.reject(new FieldsealError('sync.offline')),
      },
      [false, true],
    );
    await store.getState().open(FILE);
    store.getState().choose('somebody');
    expect(await store.getState().approve()).toBe(true);
    expect(asked).toEqual(['ab', 'somebody']);
    expect(store.getState()).toMatchObject({ answer: ANSWER, isSaved: false });
    await store.getState().save();
    expect(store.getState()).toMatchObject({ isSaved: true, failure: null });
    expect(saved).toEqual([ANSWER.name, ANSWER.name]);
  });

  it('stays open where its approval failed, so that it can be tried again', async () => {
    const { store } = storeOver({
      approveRequestFile: () => Promise.reject(new FieldsealError('sync.offline')),
    });
    await store.getState().open(FILE);
    store.getState().choose('somebody');
    expect(await store.getState().approve()).toBe(false);
    expect(store.getState()).toMatchObject({ request: REQUEST, answer: null, isBusy: false });
  });

  it('approved before has its answer fetched', async () => {
    const { store, saved } = storeOver({
      openRequestFile: () => Promise.resolve({ ...REQUEST, grantedTo: 'Amina' }),
    });
    await store.getState().open(FILE);
    await store.getState().save();
    expect(saved).toEqual([ANSWER.name]);
  });

  it('put aside is gone from the screen', async () => {
    const { store } = storeOver({});
    await store.getState().open(FILE);
    expect(await store.getState().reject()).toBe(true);
    expect(store.getState().request).toBeNull();
  });

  it('that comes in after a lock is not shown', async () => {
    let answer = (_request: FileRequest): void => undefined;
    const { store } = storeOver({
      openRequestFile: () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    });
    const opening = store.getState().open(FILE);
    store.getState().clear();
    answer(REQUEST);
    await opening;
    expect(store.getState()).toMatchObject({ request: null, isBusy: false });
  });
});

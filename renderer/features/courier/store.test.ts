import { describe, expect, it } from 'vitest';
import { copyBytes, type Bytes } from '../../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { outlineStick } from '../../../shared/sync/stick-file.ts';
import type { Shell } from '../../shell/shell.ts';
import type { HandOverPlan, StickReport } from '../../vault/courier-api.ts';
import type { VaultApi } from '../../vault/vault-api.ts';
import { createCourierStore } from './store.ts';

const BATCHES = [
  { sequence: 1, batchHash: 'a', records: 4, photos: 0, bytes: 3 },
  { sequence: 2, batchHash: 'b', records: 5, photos: 0, bytes: 3 },
];
const PLAN: HandOverPlan = { isReady: true, batches: BATCHES, left: 0, fileName: 'x.fsbatches' };
const REPORT = { kind: 'batches', taken: 2 } as unknown as StickReport;

interface Stick {
  readonly saved: Blob[];
  readonly noted: string[];
}

function storeOver(changes: Partial<VaultApi>, isSaved = true) {
  const stick: Stick = { saved: [], noted: [] };
  const vault = {
    planHandOver: () => Promise.resolve(PLAN),
    handOverBatch: (sequence: number) => Promise.resolve(Uint8Array.of(sequence, 7, 7)),
    noteHandOver: (hashes: readonly string[]) => {
      stick.noted.push(...hashes);
      return Promise.resolve();
    },
    listCarried: () => Promise.resolve([]),
    stopStick: () => Promise.resolve(),
    ...changes,
  } as unknown as VaultApi;
  const shell = {
    saveFile: (_name: string, content: Blob) => {
      stick.saved.push(content);
      return Promise.resolve(isSaved);
    },
  } as unknown as Shell;
  return { store: createCourierStore(vault, shell), stick };
}

async function partsOf(content: Blob): Promise<readonly Bytes[]> {
  const file = new Uint8Array(await content.arrayBuffer());
  const { parts } = await outlineStick({
    size: file.length,
    read: (start, end) => Promise.resolve(copyBytes(file.slice(start, end))),
  });
  return parts.map(({ start, end }) => copyBytes(file.slice(start, end)));
}

describe('handing over', () => {
  it('saves one file of all batches, and notes it only then', async () => {
    const { store, stick } = storeOver({});
    await store.getState().handOver();
    expect(await partsOf(stick.saved[0]!)).toEqual([
      Uint8Array.of(1, 7, 7),
      Uint8Array.of(2, 7, 7),
    ]);
    expect(stick.noted).toEqual(['a', 'b']);
    expect(store.getState()).toMatchObject({
      work: null,
      result: { kind: 'handed-over', batches: 2, records: 9, left: 0 },
    });
  });

  it('that is cancelled where the file is saved notes nothing', async () => {
    const { store, stick } = storeOver({}, false);
    await store.getState().handOver();
    expect(stick.noted).toEqual([]);
    expect(store.getState().result).toEqual({ kind: 'stopped' });
  });

  it('asks until everything is in batches, and says so where nothing waits', async () => {
    let asked = 0;
    const { store, stick } = storeOver({
      planHandOver: () => Promise.resolve({ ...PLAN, batches: [], isReady: ++asked === 3 }),
    });
    await store.getState().handOver();
    expect(asked).toBe(3);
    expect(stick.saved).toEqual([]);
    expect(store.getState().result).toEqual({ kind: 'nothing' });
  });

  it('plans again where a batch was settled in between', async () => {
    let plans = 0;
    const { store, stick } = storeOver({
      planHandOver: () => {
        plans += 1;
        return Promise.resolve(plans === 1 ? PLAN : { ...PLAN, batches: BATCHES.slice(1) });
      },
      handOverBatch: (sequence) =>
        Promise.resolve(sequence === 1 ? null : Uint8Array.of(sequence, 7, 7)),
    });
    await store.getState().handOver();
    expect(stick.noted).toEqual(['b']);
  });

  it('stopped in the middle saves nothing', async () => {
    const asked = Promise.withResolvers<undefined>();
    const answer = Promise.withResolvers<Bytes>();
    const { store, stick } = storeOver({
      handOverBatch: () => {
        asked.resolve(undefined);
        return answer.promise;
      },
    });
    const done = store.getState().handOver();
    await asked.promise;
    expect(store.getState().work).toEqual({ kind: 'writing', done: 0, total: 2 });
    await store.getState().stop();
    answer.resolve(Uint8Array.of(1));
    await done;
    expect([stick.saved, stick.noted]).toEqual([[], []]);
    expect(store.getState()).toMatchObject({ work: null, result: { kind: 'stopped' } });
  });
});

describe('reading a file', () => {
  it('shows what it came to, or why not', async () => {
    let answer = (): Promise<StickReport> => Promise.resolve(REPORT);
    const { store } = storeOver({ openStick: () => answer() });
    await store.getState().open(new Blob([]));
    expect(store.getState().result).toEqual({ kind: 'opened', report: REPORT });
    answer = () => Promise.reject(new FieldsealError('courier.truncated'));
    await store.getState().open(new Blob([]));
    expect(store.getState()).toMatchObject({ result: null, work: null });
    expect(store.getState().failure?.code).toBe('courier.truncated');
  });

  it('that is stopped still says what it took', async () => {
    let finish: (report: StickReport) => void = () => undefined;
    const { store } = storeOver({
      openStick: () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
      stopStick: () => {
        finish({ ...REPORT, isStopped: true });
        return Promise.resolve();
      },
    });
    const done = store.getState().open(new Blob([]));
    store.getState().setProgress({ done: 3, total: 9 });
    expect(store.getState().work).toEqual({ kind: 'reading', done: 3, total: 9 });
    await store.getState().stop();
    await done;
    expect(store.getState()).toMatchObject({ work: null, result: { report: { taken: 2 } } });
  });

  it('that a lock overtook shows nothing', async () => {
    let finish: (report: StickReport) => void = () => undefined;
    const { store } = storeOver({
      openStick: () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
    });
    const done = store.getState().open(new Blob([]));
    store.getState().clear();
    finish(REPORT);
    await done;
    expect(store.getState()).toMatchObject({ work: null, result: null, failure: null });
  });
});

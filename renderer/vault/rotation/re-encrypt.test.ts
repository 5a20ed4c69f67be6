import { beforeEach, describe, expect, test } from 'vitest';
import { envelopeKeyId } from '../../../shared/crypto/index.ts';
import { fromUtf8, utf8 } from '../../../shared/encoding/bytes.ts';
import {
  addContent,
  NOW,
  openKeys,
  OPERATOR_ID,
  refOf,
  watchEvents,
} from '../../../test/support/open-keys.ts';
import { zeroedBytes } from '../../../test/support/watch-bytes.ts';
import { sealIntake } from '../intake/intake-page.ts';
import type { KeyRings } from '../keys/key-rings.ts';
import { RING_NAMES } from '../keys/vault-rings.ts';
import type { JobRow } from './job-rows.ts';
import type { KeyWork } from './key-work.ts';
import { namesOldKeys } from './old-keys.ts';
import { reEncrypt } from './re-encrypt.ts';
import { rotateKeys } from './rotate-keys.ts';

const REFS = RING_NAMES.map(refOf);

let work: KeyWork;
beforeEach(async () => {
  work = await openKeys();
});

/** Runs the job to its end, with what `onStep` does between its steps; answers where it stood at each. */
async function finish(
  used: KeyWork = work,
  onStep: (job: JobRow) => void = () => undefined,
): Promise<readonly string[]> {
  const steps: string[] = [];
  const isDone = await reEncrypt(used, {
    isStopped: () => false,
    onProgress(job) {
      steps.push(`${job.stage} ${job.cursor} ${String(job.done)}`);
      onStep(job);
    },
  });
  expect(isDone).toBe(true);
  return steps;
}

/** A page of the intake, which says that one person is in it. */
async function addPage(id: string): Promise<void> {
  const head = { recordId: id, areaId: '', savedOrder: 0, savedAt: '', registrationNumber: '' };
  await work.store.intake.add({
    id,
    operatorId: OPERATOR_ID,
    heads: [head],
    sealed: await sealIntake({ operatorId: OPERATOR_ID, rings: work.rings }, id, []),
  });
}

async function open(id: string): Promise<readonly string[]> {
  const { store, rings } = work;
  const draft = (await store.drafts.get(id))!;
  const record = (await store.records.get(id))!;
  const bound = { operatorId: OPERATOR_ID, recordId: id, version: 1 };
  const view = (sealed: Uint8Array) => rings.open('records', 'record-view', bound, sealed);
  const opened = [
    await rings.open('drafts', 'draft', { draftId: id, operatorId: OPERATOR_ID }, draft.sealed),
    await view(record.viewKey!),
    await view(record.originals![0]!.viewKey),
  ];
  return opened.map((bytes) => fromUtf8(bytes));
}

describe('a re-encryption', () => {
  test('seals everything anew, in order, and then retires what nothing names', async () => {
    await addContent(work, 'a');
    await addContent(work, 'b');
    await addPage('page');
    await rotateKeys(work, REFS);
    const { watched, events } = watchEvents(work);
    expect(await finish(watched)).toEqual([
      'drafts  0',
      'intake  2',
      'intake page 3',
      'records  3',
      'operator  5',
    ]);
    expect(await namesOldKeys(work)).toBe(0);
    for (const id of ['a', 'b']) {
      expect(await open(id)).toEqual([`draft ${id}`, `record ${id}`, `original ${id}`]);
    }
    expect(work.rings.versions('records').map(({ state }) => state)).toEqual([
      'retired',
      'current',
    ]);
    expect(events).toEqual([{ kind: 'keys.re-encrypted', count: 6 }]);
    expect(await work.store.jobs.count()).toBe(0);
    expect(await finish()).toEqual([]);
  });

  test('goes on chunk by chunk where there are many, and over those of others', async () => {
    const ids = Array.from({ length: 51 }, (_, index) => `r${String(100 + index)}`);
    for (const id of ids) await addContent(work, id);
    const other = await openKeys(work.store, 'another');
    await addContent(other, 'r100x');
    const before = (await work.store.drafts.get('r100x'))!;
    await rotateKeys(work, REFS);
    expect(await finish()).toEqual([
      'drafts  0',
      'drafts r148 49',
      'intake  51',
      'records  51',
      'records r148 100',
      'operator  102',
    ]);
    expect(await namesOldKeys(work)).toBe(0);
    expect(await work.store.drafts.get('r100x')).toEqual(before);
    expect(await open('r150')).toEqual(['draft r150', 'record r150', 'original r150']);
  });

  test('stopped, stays where it is and answers so', async () => {
    await addContent(work, 'a');
    await rotateKeys(work, REFS);
    let stage = '';
    const isDone = await reEncrypt(work, {
      isStopped: () => stage === 'records',
      onProgress: (job) => (stage = job.stage),
    });
    expect(isDone).toBe(false);
    expect((await work.store.jobs.toArray())[0]).toMatchObject({ stage: 'records', done: 1 });
    expect(envelopeKeyId((await work.store.drafts.get('a'))!.sealed)).toBe('draft/op/2');
    expect(envelopeKeyId((await work.store.records.get('a'))!.viewKey!)).toBe('store/op');
    expect(await finish()).toEqual(['records  1', 'operator  2']);
  });

  test('leaves what is damaged, and then the old versions stay in use', async () => {
    await addContent(work, 'a');
    await addContent(work, 'b');
    await work.store.drafts.update('a', { sealed: new Uint8Array(9) });
    await work.store.records.update('a', { viewKey: new Uint8Array(9) });
    await work.store.intake.add({
      id: 'page',
      operatorId: OPERATOR_ID,
      heads: [],
      sealed: new Uint8Array(9),
    });
    await rotateKeys(work, REFS);
    await finish();
    expect((await work.store.intake.get('page'))?.sealed).toEqual(new Uint8Array(9));
    expect((await work.store.drafts.get('a'))?.sealed).toEqual(new Uint8Array(9));
    expect(await open('b')).toEqual(['draft b', 'record b', 'original b']);
    expect(work.rings.versions('drafts').map(({ state }) => state)).toEqual(['kept', 'current']);
  });

  test('leaves what is sealed under the newest versions as it is', async () => {
    await addContent(work, 'a');
    await rotateKeys(work, REFS);
    await addContent(work, 'b');
    await addPage('page');
    const rows = async (): Promise<readonly unknown[]> => [
      await work.store.drafts.get('b'),
      await work.store.records.get('b'),
      await work.store.intake.get('page'),
    ];
    const before = await rows();
    await finish();
    expect(await rows()).toEqual(before);
    expect(await namesOldKeys(work)).toBe(0);
  });

  test('takes records that were never restored, and those whose key has gone', async () => {
    await addContent(work, 'a');
    await addContent(work, 'b');
    await work.store.records.update('a', { originals: undefined });
    await work.store.records.update('b', { viewKey: null, originals: undefined });
    await rotateKeys(work, REFS);
    await finish();
    const [a, b] = await work.store.records.toArray();
    expect(envelopeKeyId(a!.viewKey!)).toBe('store/op/2');
    expect(a!.originals).toBeUndefined();
    expect(b!.viewKey).toBeNull();
  });

  test('leaves no record key in memory', async () => {
    await addContent(work, 'a');
    await rotateKeys(work, REFS);
    const zeroed = await zeroedBytes(() => finish());
    expect(zeroed).toContainEqual(utf8('record a'));
    expect(zeroed).toContainEqual(utf8('original a'));
  });

  test('of an operator who is gone says so', async () => {
    await rotateKeys(work, REFS);
    await work.store.operators.delete(OPERATOR_ID);
    await expect(finish()).rejects.toMatchObject({ code: 'vault.operator-unknown' });
  });
});

describe('what happens meanwhile', () => {
  /** Runs the job, with `change` once between what a chunk reads and what it writes. */
  async function finishWith(stage: JobRow['stage'], change: () => Promise<unknown>) {
    let isDue = false;
    let isDone = false;
    const real = work.rings;
    const rings = Object.assign(Object.create(real) as KeyRings, {
      seal: (async (...args) => {
        const sealed = await real.seal(...args);
        if (isDue) {
          isDue = false;
          isDone = true;
          await change();
        }
        return sealed;
      }) satisfies KeyRings['seal'],
    });
    return finish({ ...work, rings }, (job) => (isDue = !isDone && job.stage === stage));
  }

  test('a draft that is saved, and one that is deleted, are left as they then are', async () => {
    await addContent(work, 'a');
    await addContent(work, 'b');
    const saved = utf8('saved meanwhile');
    await rotateKeys(work, REFS);
    const bound = { draftId: 'a', operatorId: OPERATOR_ID };
    const sealed = await work.rings.seal('drafts', 'draft', bound, saved);
    await finishWith('drafts', async () => {
      await work.store.drafts.update('a', { sealed });
      await work.store.drafts.delete('b');
    });
    expect((await work.store.drafts.get('a'))?.sealed).toEqual(sealed);
    expect(await work.store.drafts.get('b')).toBeUndefined();
  });

  test('a key that a receipt drops does not come back', async () => {
    await addContent(work, 'a');
    await addContent(work, 'b');
    await rotateKeys(work, REFS);
    await finishWith('records', async () => {
      await work.store.records.update('a', { viewKey: null, originals: undefined });
      await work.store.records.delete('b');
    });
    const row = await work.store.records.get('a');
    expect(row?.viewKey).toBeNull();
    expect(row?.originals).toBeUndefined();
    expect(await work.store.records.count()).toBe(1);
  });

  test('a grant that comes is sealed anew too', async () => {
    const grant = await work.rings.seal('operator', 'grant-keys', { operatorId: 'op' }, utf8('g'));
    await rotateKeys(work, REFS);
    const steps = await finishWith('operator', () =>
      work.store.operators.update(OPERATOR_ID, { grantKeys: grant }),
    );
    expect(steps).toEqual(['drafts  0', 'intake  0', 'records  0', 'operator  0', 'operator  0']);
    const row = await work.store.operators.get(OPERATOR_ID);
    expect(envelopeKeyId(row!.grantKeys!)).toBe('vault/op/2');
    expect(envelopeKeyId(row!.operatorKeys)).toBe('vault/op/2');
  });

  test.each<[string, Partial<JobRow>, string]>([
    ['stage', { stage: 'records', done: 5 }, 'records  5'],
    ['row', { cursor: 'a', done: 6 }, 'drafts a 6'],
    ['renewal', { startedAt: 'later', done: 7 }, 'drafts  7'],
  ])('another window that is at another %s: its place counts', async (_what, place, next) => {
    await addContent(work, 'a');
    await rotateKeys(work, REFS);
    const steps = await finishWith('drafts', () =>
      work.store.jobs.update([OPERATOR_ID, 're-encrypt'], place),
    );
    expect(steps.slice(0, 2)).toEqual(['drafts  0', next]);
  });

  test('another window that has finished the job: it is not begun again', async () => {
    await addContent(work, 'a');
    const before = (await work.store.drafts.get('a'))!.sealed;
    await rotateKeys(work, REFS);
    const steps = await finishWith('drafts', () => work.store.jobs.clear());
    expect(steps).toEqual(['drafts  0']);
    expect((await work.store.drafts.get('a'))!.sealed).toEqual(before);
  });

  test('a page that is filed anew, and one that is delivered, are left as they then are', async () => {
    await addPage('p1');
    await addPage('p2');
    await rotateKeys(work, REFS);
    const filed = utf8('filed meanwhile');
    await finishWith('intake', () => work.store.intake.update('p1', { sealed: filed }));
    expect((await work.store.intake.get('p1'))?.sealed).toEqual(filed);
    await rotateKeys(work, REFS);
    await work.store.intake.delete('p1');
    await finishWith('intake', () => work.store.intake.delete('p2'));
    expect(await work.store.intake.count()).toBe(0);
  });

  test('the operator’s keys that another window has sealed are not overwritten', async () => {
    const { operatorKeys } = (await work.store.operators.get(OPERATOR_ID))!;
    await rotateKeys(work, REFS);
    const bound = { operatorId: OPERATOR_ID, content: 2 };
    const plain = await work.rings.open('operator', 'operator-keys', bound, operatorKeys);
    const sealed = await work.rings.seal('operator', 'operator-keys', bound, plain);
    const steps = await finishWith('operator', () =>
      work.store.operators.update(OPERATOR_ID, { operatorKeys: sealed }),
    );
    expect(steps.filter((step) => step.startsWith('operator'))).toHaveLength(2);
  });

  test('an operator who is removed: it ends with that', async () => {
    await rotateKeys(work, REFS);
    await expect(
      finishWith('operator', () => work.store.operators.delete(OPERATOR_ID)),
    ).rejects.toMatchObject({ code: 'vault.operator-unknown' });
  });

  test('a version that another window makes at the very end is kept', async () => {
    await rotateKeys(work, REFS);
    let last: JobRow | null = null;
    let isMade = false;
    const { watched } = watchEvents(work, async (event) => {
      if (event.kind !== 'keys.re-encrypted' || isMade || last === null) return;
      isMade = true;
      await rotateKeys({ ...work }, [refOf('drafts')]);
      await work.store.jobs.put(last);
    });
    await finish(watched, (job) => (last = job));
    expect(work.rings.versions('drafts').map(({ version }) => version)).toEqual([1, 2, 3]);
  });

  test('a renewal that begins at the end of this one is carried out', async () => {
    await addContent(work, 'a');
    await rotateKeys(work, REFS);
    let isBegun = false;
    const { watched, events } = watchEvents(work, async (event) => {
      if (event.kind !== 'keys.re-encrypted' || isBegun) return;
      isBegun = true;
      await rotateKeys({ ...work, now: () => new Date(NOW.getTime() + 1000) }, REFS);
    });
    await finish(watched);
    expect(events).toEqual([{ kind: 'keys.re-encrypted', count: 3 }]);
    expect(envelopeKeyId((await work.store.drafts.get('a'))!.sealed)).toBe('draft/op/3');
    expect(work.rings.versions('drafts').map(({ state }) => state)).toEqual([
      'retired',
      'retired',
      'current',
    ]);
  });
});

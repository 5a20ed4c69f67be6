import { beforeEach, describe, expect, test } from 'vitest';
import {
  addContent,
  NOW,
  openKeys,
  OPERATOR_ID,
  refOf,
  watchEvents,
} from '../../../test/support/open-keys.ts';
import { zeroedBytes } from '../../../test/support/watch-bytes.ts';
import { NO_RECORDS } from '../database/counts.ts';
import { openRing, randomRing, sealRing } from '../keys/ring-state.ts';
import { RING_NAMES } from '../keys/vault-rings.ts';
import type { KeyWork } from './key-work.ts';
import { namesOldKeys } from './old-keys.ts';
import { rotateKeys } from './rotate-keys.ts';

const REFS = RING_NAMES.map(refOf);
const PHOTOS = { purpose: 'pii', keyId: 'photos' };

let work: KeyWork;
beforeEach(async () => {
  work = await openKeys();
});

const jobs = () => work.store.jobs.toArray();
const versionsOf = (): readonly number[] =>
  RING_NAMES.map((name) => work.rings.versions(name).length);

/** A key of the programme beside the vault's own. */
async function addPhotos(): Promise<void> {
  const { keysKey } = work.vaultKeys;
  await work.store.dataKeys.add(await sealRing(keysKey, OPERATOR_ID, PHOTOS, randomRing(NOW)));
}

describe('new versions', () => {
  test('of all keys come with one job and one event', async () => {
    const { watched, events } = watchEvents(work);
    const byState = { ...NO_RECORDS, saved: 3, approved: 2 };
    await work.store.operators.update(OPERATOR_ID, { drafts: 4, byState });
    await rotateKeys(watched, REFS);
    expect(versionsOf()).toEqual([2, 2, 2]);
    expect(events).toEqual([{ kind: 'keys.rotated', count: 3 }]);
    expect(await jobs()).toEqual([
      {
        operatorId: OPERATOR_ID,
        kind: 're-encrypt',
        startedAt: NOW.toISOString(),
        stage: 'drafts',
        cursor: '',
        done: 0,
        // Drafts, records and the operator's own keys.
        total: 10,
      },
    ]);
    expect(work.rings.epoch).toBe(1);
  });

  test('of one key name it in the event', async () => {
    const { watched, events } = watchEvents(work);
    await rotateKeys(watched, [refOf('records')]);
    expect(events).toEqual([{ kind: 'keys.rotated', count: 1, ...refOf('records') }]);
    expect(versionsOf()).toEqual([1, 2, 1]);
    expect(await jobs()).toHaveLength(1);
  });

  test('of a key that seals nothing of the vault’s leave nothing to seal anew', async () => {
    await addPhotos();
    await rotateKeys(work, [PHOTOS]);
    expect(await jobs()).toEqual([]);
    expect(work.rings.epoch).toBe(1);
    await rotateKeys(work, [PHOTOS, refOf('drafts')]);
    expect(await jobs()).toHaveLength(1);
    expect(work.rings.epoch).toBe(2);
  });

  test('of a key that does not exist: none of any', async () => {
    await expect(rotateKeys(work, [refOf('drafts'), PHOTOS])).rejects.toMatchObject({
      code: 'keys.key-unknown',
      details: PHOTOS,
    });
    expect(versionsOf()).toEqual([1, 1, 1]);
    expect(await jobs()).toEqual([]);
  });

  test('are in no memory but the rings’', async () => {
    const zeroed = await zeroedBytes(() => rotateKeys(work, [refOf('drafts')]));
    const row = await work.store.dataKeys.get([OPERATOR_ID, 'pii', 'drafts']);
    const ring = await openRing(work.vaultKeys.keysKey, row!);
    const isNewKey = (bytes: Uint8Array): boolean => bytes.join() === ring.versions[1]?.key?.join();
    const isSalt = (bytes: Uint8Array): boolean => bytes.join() === ring.salt.join();
    // As it was made, and as the rings read it.
    expect(zeroed.filter(isNewKey)).toHaveLength(2);
    expect(zeroed.filter(isSalt).length).toBeGreaterThanOrEqual(2);
  });
});

describe('another window', () => {
  /** Renews the same keys just before this one commits, so many times. */
  function overtaken(times: number): KeyWork {
    let left = times;
    const { watched } = watchEvents(work, async () => {
      if (left-- > 0) await rotateKeys({ ...work }, [refOf('drafts')]);
    });
    return watched;
  }

  test('that was faster is built upon', async () => {
    await rotateKeys(overtaken(4), REFS);
    expect(work.rings.versions('drafts').map(({ version }) => version)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(versionsOf()).toEqual([6, 2, 2]);
  });

  test('that always is: then it is given up, with nothing half done', async () => {
    await expect(rotateKeys(overtaken(5), REFS)).rejects.toMatchObject({ code: 'vault.internal' });
    expect(versionsOf()).toEqual([6, 1, 1]);
  });

  test('that has removed a key meanwhile gets none back', async () => {
    await addPhotos();
    const place: [string, string, string] = [OPERATOR_ID, PHOTOS.purpose, PHOTOS.keyId];
    const { watched } = watchEvents(work, () => work.store.dataKeys.delete(place));
    await expect(rotateKeys(watched, [PHOTOS])).rejects.toMatchObject({ code: 'keys.key-unknown' });
    expect(await work.store.dataKeys.get(place)).toBeUndefined();
  });
});

test('rows that name an old version are counted, one’s own only', async () => {
  await addContent(work, 'a');
  await addContent(work, 'b');
  await work.store.operators.update(OPERATOR_ID, {
    grantKeys: await work.rings.seal('operator', 'grant-keys', {}, new Uint8Array(3)),
  });
  await work.store.intake.add({
    id: 'page',
    operatorId: OPERATOR_ID,
    heads: [],
    sealed: await work.rings.seal('records', 'intake', {}, new Uint8Array(3)),
  });
  const other = await openKeys(work.store, 'another');
  await addContent(other, 'c');
  expect(await namesOldKeys(work)).toBe(0);
  await rotateKeys(work, [refOf('drafts')]);
  expect(await namesOldKeys(work)).toBe(2);
  await rotateKeys(work, [refOf('records')]);
  expect(await namesOldKeys(work)).toBe(7);
  await rotateKeys(work, [refOf('operator')]);
  expect(await namesOldKeys(work)).toBe(9);
  await work.store.records.update('a', { viewKey: null, originals: undefined });
  expect(await namesOldKeys(work)).toBe(7);
  // What can't be read may name any version.
  await work.store.records.update('a', { viewKey: new Uint8Array(3) });
  expect(await namesOldKeys(work)).toBe(8);
  await work.store.operators.delete(OPERATOR_ID);
  expect(await namesOldKeys(work)).toBe(6);
});

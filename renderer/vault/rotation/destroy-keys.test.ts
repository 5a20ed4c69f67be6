import { beforeEach, describe, expect, test } from 'vitest';
import {
  addContent,
  openKeys,
  OPERATOR_ID,
  refOf,
  watchEvents,
} from '../../../test/support/open-keys.ts';
import { zeroedBytes } from '../../../test/support/watch-bytes.ts';
import { openRing } from '../keys/ring-state.ts';
import { RING_NAMES } from '../keys/vault-rings.ts';
import { destroyRetiredKeys } from './destroy-keys.ts';
import type { KeyWork } from './key-work.ts';
import { reEncrypt } from './re-encrypt.ts';
import { rotateKeys } from './rotate-keys.ts';

const REFS = RING_NAMES.map(refOf);

let work: KeyWork;
beforeEach(async () => {
  work = await openKeys();
  await addContent(work, 'a');
});

async function renew(): Promise<void> {
  await rotateKeys(work, REFS);
  await reEncrypt(work, { isStopped: () => false, onProgress: () => undefined });
}

const states = (): readonly string[] => work.rings.versions('drafts').map(({ state }) => state);

describe('retired versions', () => {
  test('are destroyed once nothing names them, with one event', async () => {
    const { watched, events } = watchEvents(work);
    expect(await destroyRetiredKeys(watched)).toBe(0);
    await renew();
    await renew();
    expect(states()).toEqual(['retired', 'retired', 'current']);
    expect(await destroyRetiredKeys(watched)).toBe(6);
    expect(states()).toEqual(['current']);
    expect(events).toEqual([{ kind: 'keys.destroyed', count: 6 }]);
    expect(await destroyRetiredKeys(watched)).toBe(0);
    expect(events).toHaveLength(1);
  });

  test('are overwritten in memory too', async () => {
    await renew();
    await renew();
    const row = (await work.store.dataKeys.get([OPERATOR_ID, 'pii', 'drafts']))!;
    const { versions } = await openRing(work.vaultKeys.keysKey, row);
    const zeroed = await zeroedBytes(() => destroyRetiredKeys(work));
    // The first was derived and has no bytes; the second is the one that goes.
    expect(zeroed).toContainEqual(versions[1]?.key);
  });

  test('stay while a row names one after all', async () => {
    const draft = (await work.store.drafts.get('a'))!;
    await renew();
    await work.store.drafts.put(draft);
    await expect(destroyRetiredKeys(work)).rejects.toMatchObject({
      code: 'keys.still-used',
      details: { count: 1 },
    });
    expect(states()).toEqual(['retired', 'current']);
  });

  test.each<[string, () => Promise<unknown>]>([
    ['renews keys', () => rotateKeys({ ...work }, REFS)],
    [
      'has begun a renewal',
      () =>
        work.store.jobs.put({
          operatorId: OPERATOR_ID,
          kind: 're-encrypt',
          startedAt: '',
          stage: 'drafts',
          cursor: '',
          done: 0,
          total: 1,
        }),
    ],
  ])('stay where another window %s meanwhile', async (_what, meanwhile) => {
    await renew();
    const { watched } = watchEvents(work, (event) =>
      event.kind === 'keys.destroyed' ? meanwhile() : undefined,
    );
    await expect(destroyRetiredKeys(watched)).rejects.toMatchObject({
      code: 'keys.still-used',
      details: { count: 1 },
    });
    await work.rings.reload();
    expect(states()[0]).toBe('retired');
  });

  test('stay where another window has destroyed its own meanwhile', async () => {
    await renew();
    const { watched, events } = watchEvents(work, (event) =>
      event.kind === 'keys.destroyed' ? destroyRetiredKeys({ ...work }) : undefined,
    );
    await expect(destroyRetiredKeys(watched)).rejects.toMatchObject({ code: 'keys.still-used' });
    expect(events).toEqual([]);
  });
});

import { beforeEach, describe, expect, test } from 'vitest';
import {
  envelopeKeyId,
  importAeadKey,
  randomBytes,
  sealEnvelope,
} from '../../../shared/crypto/index.ts';
import { utf8, type Bytes } from '../../../shared/encoding/bytes.ts';
import { NOW, openKeys, OPERATOR_ID, refOf } from '../../../test/support/open-keys.ts';
import { zeroedBytes } from '../../../test/support/watch-bytes.ts';
import type { KeyWork } from '../rotation/key-work.ts';
import { rotateKeys } from '../rotation/rotate-keys.ts';
import { loadKeyRings } from './key-rings.ts';
import { openRing, sealRing, withDestroyed, withRetired } from './ring-state.ts';
import { RING_NAMES, type RingName } from './vault-rings.ts';

const BOUND = { draftId: 'd', operatorId: OPERATOR_ID };
const PLAIN = utf8('typed');
const NAMES: readonly RingName[] = RING_NAMES;
const damaged = { code: 'vault.store-damaged', details: { part: 'data-keys' } };

let work: KeyWork;
beforeEach(async () => {
  work = await openKeys();
});

const sealDraft = (): Promise<Bytes> => work.rings.seal('drafts', 'draft', BOUND, PLAIN);
const openDraft = (sealed: Bytes): Promise<Bytes> =>
  work.rings.open('drafts', 'draft', BOUND, sealed);

async function rotateElsewhere(): Promise<void> {
  const rings = await loadKeyRings(work.store, OPERATOR_ID, work.vaultKeys);
  await rotateKeys({ ...work, rings }, [refOf('drafts')]);
}

describe('the rings of an open vault', () => {
  test('seal under the current version and open every one that is kept', async () => {
    const first = await sealDraft();
    expect(envelopeKeyId(first)).toBe('draft/op');
    expect(work.rings.isCurrent('drafts', first)).toBe(true);
    await rotateKeys(work, [refOf('drafts')]);
    expect(work.rings.epoch).toBe(1);
    expect(work.rings.isCurrent('drafts', first)).toBe(false);
    const second = await sealDraft();
    expect(envelopeKeyId(second)).toBe('draft/op/2');
    expect(work.rings.isCurrent('drafts', second)).toBe(true);
    for (const sealed of [first, second]) expect(await openDraft(sealed)).toEqual(PLAIN);
    expect(work.rings.versions('drafts')).toEqual([
      { version: 1, createdAt: NOW.toISOString(), state: 'kept' },
      { version: 2, createdAt: NOW.toISOString(), state: 'current' },
    ]);
    expect(work.rings.versions('records')).toHaveLength(1);
  });

  test('are of one kind each: none opens what another sealed', async () => {
    const sealed = await sealDraft();
    await expect(work.rings.open('records', 'draft', BOUND, sealed)).rejects.toMatchObject({
      code: 'crypto.key-unknown',
    });
  });

  test('give the keys of what is kept, the derived first one too, and null for no version', () => {
    const { vaultKeys, rings } = work;
    expect(NAMES.map((name) => rings.keyOf(name, 1))).toEqual([
      vaultKeys.draftKey,
      vaultKeys.storeKey,
      vaultKeys.keysKey,
    ]);
    expect(rings.keyOf('drafts', 2)).toBeNull();
  });

  test('overwrite the bytes of the keys that they have imported', async () => {
    await rotateKeys(work, [refOf('drafts')]);
    const row = await work.store.dataKeys.get([OPERATOR_ID, 'pii', 'drafts']);
    const { versions, salt } = await openRing(work.vaultKeys.keysKey, row!);
    const zeroed = await zeroedBytes(() => work.rings.reload());
    expect(zeroed).toContainEqual(versions[1]?.key);
    expect(zeroed).toContainEqual(salt);
  });
});

describe('what another window has renewed', () => {
  test('is opened, and sealed under from then on', async () => {
    await rotateElsewhere();
    expect(work.rings.epoch).toBe(0);
    const elsewhere = await loadKeyRings(work.store, OPERATOR_ID, work.vaultKeys);
    const sealed = await elsewhere.seal('drafts', 'draft', BOUND, PLAIN);
    expect(await openDraft(sealed)).toEqual(PLAIN);
    expect(work.rings.epoch).toBe(1);
    expect(envelopeKeyId(await sealDraft())).toBe('draft/op/2');
  });

  test('is not looked for because of bytes that are damaged', async () => {
    await rotateElsewhere();
    const sealed = await sealDraft();
    await expect(
      work.rings.open('drafts', 'draft', { ...BOUND, draftId: 'e' }, sealed),
    ).rejects.toMatchObject({ code: 'crypto.open-failed' });
    await expect(openDraft(new Uint8Array(3))).rejects.toMatchObject({
      code: 'crypto.open-failed',
    });
    expect(work.rings.epoch).toBe(0);
  });

  test('and a version that never was: says that the key is unknown', async () => {
    const key = await importAeadKey(randomBytes(32));
    const sealed = await sealEnvelope(key, 'draft/op/9', 'draft', BOUND, PLAIN);
    await expect(openDraft(sealed)).rejects.toMatchObject({ code: 'crypto.key-unknown' });
  });
});

describe('a damaged ring', () => {
  test.each<[string, () => Promise<unknown>]>([
    ['lost', () => work.store.dataKeys.delete([OPERATOR_ID, 'pii', 'drafts'])],
    [
      'changed',
      () =>
        work.store.dataKeys.update([OPERATOR_ID, 'pii', 'drafts'], {
          sealed: new Uint8Array(40),
        }),
    ],
  ])('(%s) stops what it sealed once that is used, and nothing else', async (_what, damage) => {
    await damage();
    await work.rings.reload();
    expect(() => work.rings.versions('drafts')).toThrow(expect.objectContaining(damaged));
    expect(() => work.rings.keyOf('drafts', 1)).toThrow(expect.objectContaining(damaged));
    await expect(sealDraft()).rejects.toMatchObject(damaged);
    expect(work.rings.versions('records')).toHaveLength(1);
  });

  test('without a current version seals nothing', async () => {
    await rotateKeys(work, [refOf('drafts')]);
    const { keysKey } = work.vaultKeys;
    const row = await work.store.dataKeys.get([OPERATOR_ID, 'pii', 'drafts']);
    const ring = await openRing(keysKey, row!);
    const [first] = ring.versions;
    const kept = { ...ring, versions: [{ ...first!, state: 'kept' as const }] };
    await work.store.dataKeys.put(await sealRing(keysKey, OPERATOR_ID, refOf('drafts'), kept));
    await work.rings.reload();
    await expect(sealDraft()).rejects.toMatchObject(damaged);
  });
});

test('a destroyed version is no version any more', async () => {
  const first = await sealDraft();
  await rotateKeys(work, [refOf('drafts')]);
  const { keysKey } = work.vaultKeys;
  const row = await work.store.dataKeys.get([OPERATOR_ID, 'pii', 'drafts']);
  const ring = withDestroyed(withRetired(await openRing(keysKey, row!)));
  await work.store.dataKeys.put(await sealRing(keysKey, OPERATOR_ID, refOf('drafts'), ring));
  await work.rings.reload();
  expect(work.rings.versions('drafts').map(({ version }) => version)).toEqual([2]);
  expect(work.rings.keyOf('drafts', 1)).toBeNull();
  await expect(openDraft(first)).rejects.toMatchObject({ code: 'crypto.key-unknown' });
});

test('an operator whose row is gone has no epoch but the first', async () => {
  await work.store.operators.delete(OPERATOR_ID);
  await work.rings.reload();
  expect(work.rings.epoch).toBe(0);
});

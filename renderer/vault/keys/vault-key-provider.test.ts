import { beforeEach, describe, expect, test } from 'vitest';
import type { KeyProvider } from '../../../shared/crypto/index.ts';
import { NOW, openKeys, OPERATOR_ID, refOf } from '../../../test/support/open-keys.ts';
import { zeroedBytes } from '../../../test/support/watch-bytes.ts';
import type { KeyWork } from '../rotation/key-work.ts';
import { openRing, sealRing, withDestroyed, withRetired } from './ring-state.ts';
import { createVaultKeyProvider } from './vault-key-provider.ts';

const REF = { purpose: 'pii', keyId: 'photos' };

let work: KeyWork;
let provider: KeyProvider;
beforeEach(async () => {
  work = await openKeys();
  provider = createVaultKeyProvider(work);
});

async function ringOf({ purpose, keyId } = REF) {
  const row = await work.store.dataKeys.get([OPERATOR_ID, purpose, keyId]);
  return openRing(work.vaultKeys.keysKey, row!);
}

test('the vault says of itself what it is', () => {
  expect(provider).toMatchObject({ name: 'vault', hasHardware: false });
});

describe('a key of the programme', () => {
  test('exists once it was made, and not before', async () => {
    expect(await provider.versions(REF)).toBeNull();
    expect(await provider.keyOf(REF, 1)).toBeNull();
    expect(await provider.saltOf(REF)).toBeNull();
    await provider.create(REF);
    expect(await provider.versions(REF)).toEqual([
      { version: 1, createdAt: NOW.toISOString(), state: 'current' },
    ]);
    expect(await provider.keyOf(REF, 1)).toMatchObject({ extractable: false });
    expect(await provider.keyOf(REF, 2)).toBeNull();
    expect(await provider.saltOf(REF)).toEqual((await ringOf()).salt);
  });

  test('is made once; the second attempt changes nothing', async () => {
    await provider.create(REF);
    const salt = await provider.saltOf(REF);
    await expect(provider.create(REF)).rejects.toMatchObject({
      code: 'keys.key-exists',
      details: REF,
    });
    expect(await provider.saltOf(REF)).toEqual(salt);
  });

  test('is written together with its event', async () => {
    const before = await work.store.audit.count();
    await provider.create(REF);
    expect(await work.store.audit.count()).toBe(before + 1);
  });

  test('gets further versions, whose numbers are answered; destroyed ones are not listed', async () => {
    await provider.create(REF);
    expect(await provider.rotate(REF)).toBe(2);
    expect(await provider.rotate(REF)).toBe(3);
    const { keysKey } = work.vaultKeys;
    const ring = withDestroyed(withRetired(await ringOf()));
    await work.store.dataKeys.put(await sealRing(keysKey, OPERATOR_ID, REF, ring));
    expect((await provider.versions(REF))?.map(({ version }) => version)).toEqual([3]);
    expect(await provider.keyOf(REF, 1)).toBeNull();
    expect(await provider.keyOf(REF, 3)).not.toBeNull();
    expect(await provider.rotate(REF)).toBe(4);
  });

  test('leaves no bytes of its ring in memory', async () => {
    const making = await zeroedBytes(() => provider.create(REF));
    const { salt, versions } = await ringOf();
    expect(making).toContainEqual(salt);
    expect(making).toContainEqual(versions[0]?.key);
    const reading = await zeroedBytes(() => provider.saltOf(REF));
    expect(reading).toContainEqual(versions[0]?.key);
    expect(await provider.saltOf(REF)).toEqual(salt);
  });
});

test('the vault’s own keys are those that it is open with', async () => {
  const drafts = refOf('drafts');
  expect(await provider.keyOf(drafts, 1)).toBe(work.vaultKeys.draftKey);
  expect(await provider.keyOf(drafts, 2)).toBeNull();
  expect(await provider.rotate(drafts)).toBe(2);
  expect(await provider.keyOf(drafts, 2)).toBe(work.rings.keyOf('drafts', 2));
});

import { describe, expect, it } from 'vitest';
import { flipBit } from '../../test/support/bytes-arbitrary.ts';
import { refusalOf } from '../../test/support/refusals.ts';
import { publicKeyRef, samplePack } from '../../test/support/sample-programme.ts';
import { generateSigningSeed, signMessage } from '../crypto/index.ts';
import { ancestry } from '../domain/area.ts';
import { fromBase64Url } from '../encoding/bytes.ts';
import { openProgrammePack, reviewKeysFor } from './programme-pack.ts';

const { pack, administrator } = await samplePack();
const { key: impostor } = await generateSigningSeed();
const signed = await signMessage(administrator, 'programme-pack', pack);
const TAMPERED = 'provisioning.pack-tampered';

describe('programme pack', () => {
  it('opens by the pinned key, and at first contact by its own', async () => {
    expect(await openProgrammePack(signed, administrator)).toEqual(pack);
    expect(await openProgrammePack(signed)).toEqual(pack);
  });

  it('of another administrator opens at first contact only: then people compare the words', async () => {
    const forged = { ...pack, administratorSigningKey: publicKeyRef(impostor.publicKey) };
    const bytes = await signMessage(impostor, 'programme-pack', forged);
    expect(await refusalOf(() => openProgrammePack(bytes, administrator))).toBe(TAMPERED);
    expect((await openProgrammePack(bytes)).administratorSigningKey.kid).toBe(impostor.kid);
  });

  it('that names one key and is signed by another is refused', async () => {
    const bytes = await signMessage(impostor, 'programme-pack', pack);
    expect(await refusalOf(() => openProgrammePack(bytes))).toBe(TAMPERED);
    expect(await refusalOf(() => openProgrammePack(bytes, administrator))).toBe(TAMPERED);
    const mixed = {
      ...pack,
      administratorSigningKey: {
        ...pack.administratorSigningKey,
        key: publicKeyRef(impostor.publicKey).key,
      },
    };
    const underOldName = await signMessage(impostor, 'programme-pack', mixed);
    expect(await refusalOf(() => openProgrammePack(underOldName))).toBe(TAMPERED);
  });

  it('with turned bits or cut is refused', { timeout: 60_000 }, async () => {
    for (let i = 0; i < signed.length; i += 7) {
      expect(
        await refusalOf(() => openProgrammePack(flipBit(signed, i, i % 8), administrator)),
      ).toBe(TAMPERED);
      expect(await refusalOf(() => openProgrammePack(signed.slice(0, i), administrator))).toBe(
        TAMPERED,
      );
    }
  });

  it('without its parts is refused, though rightly signed', async () => {
    for (const missing of ['notice', 'form', 'reviewKeys', 'policy', 'areas', 'serverSigningKey']) {
      const bytes = await signMessage(administrator, 'programme-pack', {
        ...pack,
        [missing]: undefined,
      });
      expect(await refusalOf(() => openProgrammePack(bytes, administrator))).toBe(TAMPERED);
    }
  });

  it('is not a grant or a request', async () => {
    const bytes = await signMessage(administrator, 'provisioning-grant', pack);
    expect(await refusalOf(() => openProgrammePack(bytes, administrator))).toBe(TAMPERED);
  });
});

describe('review keys of an area', () => {
  it('are those of the area and all above it, nearest first', () => {
    const keys = reviewKeysFor(pack, ancestry(pack.areas, 'n1'));
    const expected = ['n1', 'north', 'region'].map(
      (id) => pack.reviewKeys.find((key) => key.areaId === id)!.publicKey,
    );
    expect(keys).toEqual(expected.map(({ kid, key }) => ({ kid, publicKey: fromBase64Url(key) })));
  });

  it('are of the newest epoch', () => {
    const newer = { ...pack.reviewKeys[0]!, epoch: 2, publicKey: publicKeyRef(impostor.publicKey) };
    for (const reviewKeys of [
      [...pack.reviewKeys, newer],
      [newer, ...pack.reviewKeys],
    ]) {
      expect(reviewKeysFor({ ...pack, reviewKeys }, ['region'])[0]?.kid).toBe(newer.publicKey.kid);
    }
  });

  it('are none where there are none, and the pack is left as it was', () => {
    const before = structuredClone(pack.reviewKeys);
    expect(reviewKeysFor(pack, ['nowhere'])).toEqual([]);
    expect(reviewKeysFor(pack, [])).toEqual([]);
    expect(pack.reviewKeys).toEqual(before);
  });
});

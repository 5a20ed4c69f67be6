import { beforeEach, describe, expect, test } from 'vitest';
import {
  envelopeKeyId,
  hpkeOpen,
  hpkeSeal,
  importAeadKey,
  importSigningSeed,
  openEnvelope,
  randomBytes,
} from '../../../shared/crypto/index.ts';
import { utf8, type Bytes } from '../../../shared/encoding/bytes.ts';
import { encodeCbor } from '../../../shared/encoding/cbor.ts';
import { openKeys, OPERATOR_ID, refOf } from '../../../test/support/open-keys.ts';
import { zeroedBytes } from '../../../test/support/watch-bytes.ts';
import type { KeyWork } from '../rotation/key-work.ts';
import { rotateKeys } from '../rotation/rotate-keys.ts';
import {
  bindOperatorKeys,
  makeOperatorKeys,
  openGrantSecrets,
  openOperatorKeys,
  resealOperator,
  sealGrantSecrets,
  type HeldGrant,
} from './operator-keys.ts';

const GRANT: HeldGrant = {
  indexKey: randomBytes(32),
  reviewKeys: [
    { areaId: 'nahr', epoch: 1, kid: 'k', secret: randomBytes(32), publicKey: randomBytes(32) },
  ],
  administratorKey: randomBytes(32),
  packVersion: 3,
};
const damagedKeys = { code: 'vault.store-damaged', details: { part: 'operator-keys' } };
const damagedGrant = { code: 'vault.store-damaged', details: { part: 'grant-keys' } };

let work: KeyWork;
beforeEach(async () => {
  work = await openKeys();
});

async function storedKeys(): Promise<Bytes> {
  return (await work.store.operators.get(OPERATOR_ID))!.operatorKeys;
}

/** What the vault seals as the operator's grant, whatever it is. */
const sealAsGrant = (value: unknown): Promise<Bytes> =>
  work.rings.seal('operator', 'grant-keys', { operatorId: OPERATOR_ID }, encodeCbor(value));

describe('an operator’s own keys', () => {
  test('are the same once they are bound and opened', async () => {
    const { keysKey } = work.vaultKeys;
    const { keys, sealed } = await makeOperatorKeys(keysKey, OPERATOR_ID);
    expect(envelopeKeyId(sealed)).toBe('vault/op');
    const bound = await bindOperatorKeys(keysKey, OPERATOR_ID, sealed);
    expect(envelopeKeyId(bound)).toBe('vault/op');
    const opened = await openOperatorKeys(work.rings, OPERATOR_ID, bound);
    expect(opened.signing.publicKey).toEqual(keys.signing.publicKey);
    expect(opened.agreement.publicKey).toEqual(keys.agreement.publicKey);
    const sent = await hpkeSeal(keys.agreement.publicKey, utf8('text'), 'use', utf8(''));
    expect(await hpkeOpen(opened.agreement, sent, 'use', utf8(''))).toEqual(utf8('text'));
  });

  test('prove by how they are bound that a chain was begun: the first form does not open', async () => {
    const { keysKey } = work.vaultKeys;
    const { sealed } = await makeOperatorKeys(keysKey, OPERATOR_ID);
    await expect(openOperatorKeys(work.rings, OPERATOR_ID, sealed)).rejects.toMatchObject(
      damagedKeys,
    );
    const bound = await bindOperatorKeys(keysKey, OPERATOR_ID, sealed);
    await expect(bindOperatorKeys(keysKey, OPERATOR_ID, bound)).rejects.toMatchObject(damagedKeys);
  });

  // Set-ups of every age wait on disks for their first session.
  test('of a set-up are bound to the operator and nothing else', async () => {
    const { keysKey } = work.vaultKeys;
    const { sealed } = await makeOperatorKeys(keysKey, OPERATOR_ID);
    const keyFor = (): CryptoKey => keysKey;
    await openEnvelope(keyFor, 'operator-keys', { operatorId: OPERATOR_ID }, sealed);
    const bound = await bindOperatorKeys(keysKey, OPERATOR_ID, sealed);
    await openEnvelope(keyFor, 'operator-keys', { operatorId: OPERATOR_ID, content: 2 }, bound);
  });

  test('are one operator’s, under one vault', async () => {
    const { keysKey } = work.vaultKeys;
    const { sealed } = await makeOperatorKeys(keysKey, OPERATOR_ID);
    await expect(bindOperatorKeys(keysKey, 'another', sealed)).rejects.toMatchObject(damagedKeys);
    const otherKey = await importAeadKey(randomBytes(32));
    await expect(bindOperatorKeys(otherKey, OPERATOR_ID, sealed)).rejects.toMatchObject(
      damagedKeys,
    );
    await expect(openOperatorKeys(work.rings, 'another', await storedKeys())).rejects.toMatchObject(
      damagedKeys,
    );
  });

  test('are overwritten in memory wherever they were plain', async () => {
    const { keysKey } = work.vaultKeys;
    const seeds = async (zeroed: readonly Bytes[]): Promise<readonly string[]> => {
      const candidates = zeroed.filter(({ length }) => length === 32);
      return Promise.all(candidates.map(async (seed) => (await importSigningSeed(seed)).kid));
    };
    const made = Promise.withResolvers<Awaited<ReturnType<typeof makeOperatorKeys>>>();
    const making = await zeroedBytes(async () =>
      made.resolve(await makeOperatorKeys(keysKey, OPERATOR_ID)),
    );
    const { keys, sealed } = await made.promise;
    expect(await seeds(making)).toContain(keys.signing.kid);
    // The encoded secrets, before they were sealed and after they were opened.
    const isPlain = (bytes: Bytes): boolean =>
      new TextDecoder('latin1').decode(bytes).includes('signingSeed');
    expect(making.some(isPlain)).toBe(true);
    const binding = await zeroedBytes(() => bindOperatorKeys(keysKey, OPERATOR_ID, sealed));
    expect(binding.some(isPlain)).toBe(true);
    const bound = await bindOperatorKeys(keysKey, OPERATOR_ID, sealed);
    const opening = await zeroedBytes(() => openOperatorKeys(work.rings, OPERATOR_ID, bound));
    expect(opening.some(isPlain)).toBe(true);
    const kids = await seeds(opening);
    expect(kids.filter((kid) => kid === keys.signing.kid)).toHaveLength(2);
  });

  test('without one of their parts are damaged', async () => {
    const bound = { operatorId: OPERATOR_ID, content: 2 };
    const parts = {
      signingSeed: randomBytes(32),
      agreementSecret: randomBytes(32),
      agreementPublic: randomBytes(32),
    };
    for (const part of Object.keys(parts)) {
      const plain = encodeCbor({ ...parts, [part]: 'text' });
      const sealed = await work.rings.seal('operator', 'operator-keys', bound, plain);
      await expect(openOperatorKeys(work.rings, OPERATOR_ID, sealed)).rejects.toMatchObject(
        damagedKeys,
      );
    }
    const whole = await work.rings.seal('operator', 'operator-keys', bound, encodeCbor(parts));
    await openOperatorKeys(work.rings, OPERATOR_ID, whole);
  });
});

describe('a grant’s secrets', () => {
  test('are kept with what came with them, for one operator', async () => {
    const sealed = await sealGrantSecrets(work.rings, OPERATOR_ID, GRANT);
    expect(envelopeKeyId(sealed)).toBe('vault/op');
    expect(await openGrantSecrets(work.rings, OPERATOR_ID, sealed)).toEqual(GRANT);
    await expect(openGrantSecrets(work.rings, 'another', sealed)).rejects.toMatchObject(
      damagedGrant,
    );
    expect(
      await zeroedBytes(() => sealGrantSecrets(work.rings, OPERATOR_ID, GRANT)),
    ).toContainEqual(encodeCbor(GRANT));
  });

  test('of before the administrator’s key was kept open too', async () => {
    const { indexKey, reviewKeys } = GRANT;
    const sealed = await sealAsGrant({ indexKey, reviewKeys });
    expect(await openGrantSecrets(work.rings, OPERATOR_ID, sealed)).toEqual({
      indexKey,
      reviewKeys,
    });
  });

  test.each([
    ['no pack version', { ...GRANT, packVersion: 0 }],
    ['half a pack version', { ...GRANT, packVersion: 1.5 }],
    ['a text as key', { ...GRANT, administratorKey: 'text' }],
    ['no index key', { reviewKeys: [] }],
  ])('with %s are damaged', async (_what, value) => {
    const sealed = await sealAsGrant(value);
    await expect(openGrantSecrets(work.rings, OPERATOR_ID, sealed)).rejects.toMatchObject(
      damagedGrant,
    );
  });
});

describe('after a renewal', () => {
  test('keys and grant are sealed anew under the current version', async () => {
    const grantKeys = await sealGrantSecrets(work.rings, OPERATOR_ID, GRANT);
    const operatorKeys = await storedKeys();
    const { signing } = await openOperatorKeys(work.rings, OPERATOR_ID, operatorKeys);
    await rotateKeys(work, [refOf('operator')]);
    const before = { operatorKeys, grantKeys };
    const after = await resealOperator(work.rings, OPERATOR_ID, before);
    expect(envelopeKeyId(after.operatorKeys)).toBe('vault/op/2');
    expect(envelopeKeyId(after.grantKeys!)).toBe('vault/op/2');
    const opened = await openOperatorKeys(work.rings, OPERATOR_ID, after.operatorKeys);
    expect(opened.signing.kid).toBe(signing.kid);
    expect(await openGrantSecrets(work.rings, OPERATOR_ID, after.grantKeys!)).toEqual(GRANT);
    const zeroed = await zeroedBytes(() => resealOperator(work.rings, OPERATOR_ID, before));
    expect(zeroed).toContainEqual(encodeCbor(GRANT));
  });

  test('who has no grant yet gets none; a damaged part says which', async () => {
    const operatorKeys = await storedKeys();
    const none = await resealOperator(work.rings, OPERATOR_ID, { operatorKeys, grantKeys: null });
    expect(none.grantKeys).toBeNull();
    const broken = new Uint8Array(40);
    await expect(
      resealOperator(work.rings, OPERATOR_ID, { operatorKeys: broken, grantKeys: null }),
    ).rejects.toMatchObject(damagedKeys);
    await expect(
      resealOperator(work.rings, OPERATOR_ID, { operatorKeys, grantKeys: broken }),
    ).rejects.toMatchObject(damagedGrant);
  });
});

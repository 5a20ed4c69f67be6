import { beforeEach, describe, expect, test } from 'vitest';
import { generateSigningSeed } from '../../../shared/crypto/index.ts';
import { ProgrammePack } from '../../../shared/domain/programme.ts';
import { fromBase64Url } from '../../../shared/encoding/bytes.ts';
import { openRecoveryKey } from '../../../shared/recovery/key-file.ts';
import { openProgrammePack } from '../../../shared/sync/programme-pack.ts';
import { OPERATOR_ID } from '../../../test/support/open-keys.ts';
import { makeRecoveryOffice, type RecoveryOffice } from '../../../test/support/recovery-office.ts';
import {
  administrator,
  HOLDERS,
  pack,
  storedProgramme,
  unrecoverablePack,
} from '../../../test/support/recovery-programme.ts';
import { openGrantSecrets, sealGrantSecrets } from '../keys/operator-keys.ts';

let office: RecoveryOffice;
beforeEach(async () => {
  office = await makeRecoveryOffice();
});

test.each<[string, () => unknown]>([
  ['the set of keys', () => office.calls.recoveryKeySet()],
  ['making keys', () => office.calls.makeRecoveryKeys(1, ['Ruth'])],
  ['publishing them', () => office.calls.publishRecoveryKeys()],
  ['the list of requests', () => office.calls.listRecoveryRequests()],
  ['a request from a file', () => office.calls.openRecoveryRequest(new Uint8Array(0))],
  ['an answer', () => office.calls.answerRecovery('', new Uint8Array(0), '')],
])('%s is for administrators alone', async (_what, work) => {
  office.signIn('supervisor');
  await expect(async () => work()).rejects.toMatchObject({ code: 'server.forbidden' });
  office.context.session = null;
  await expect(async () => work()).rejects.toMatchObject({ code: 'vault.locked' });
  expect(office.server.calls).toEqual([]);
});

describe('the set of recovery keys', () => {
  test('is told, with whether one may make another', async () => {
    expect(await office.calls.recoveryKeySet()).toEqual({
      threshold: 2,
      holders: HOLDERS,
      mayMake: true,
    });
    office.signIn('administrator', unrecoverablePack, (await generateSigningSeed()).key);
    expect(await office.calls.recoveryKeySet()).toEqual({
      threshold: 0,
      holders: [],
      mayMake: false,
    });
  });

  test('is made as files that their words open, and follows the one before', async () => {
    const handed = await office.calls.makeRecoveryKeys(2, [' Ruth ', 'Omar']);
    expect(handed.map(({ holder, file }) => [holder, file.name])).toEqual([
      ['Ruth', 'recovery-2-1.fsrecovery-key'],
      ['Omar', 'recovery-2-2.fsrecovery-key'],
    ]);
    await office.calls.publishRecoveryKeys();
    const { recovery } = office.context.session!.programme!.pack;
    expect(recovery).toMatchObject({ epoch: 2, threshold: 2 });
    for (const [index, { file, words, holder }] of handed.entries()) {
      const { kid } = await openRecoveryKey(file.bytes, words.join(' '), 'programme');
      expect(recovery?.keys[index]).toMatchObject({ holder, publicKey: { kid } });
    }
  });

  test('is the first where there was none', async () => {
    office.signIn('administrator', unrecoverablePack);
    const [only] = await office.calls.makeRecoveryKeys(1, ['Ruth']);
    expect(only?.file.name).toBe('recovery-1-1.fsrecovery-key');
  });

  test('that nobody could use is refused, and publishes nothing', async () => {
    for (const [threshold, holders] of [
      [2, ['Ruth']],
      [1, []],
    ] as const) {
      await expect(office.calls.makeRecoveryKeys(threshold, holders)).rejects.toMatchObject({
        code: 'server.input-invalid',
        details: { field: 'recovery' },
      });
    }
    await expect(office.calls.publishRecoveryKeys()).rejects.toMatchObject({
      code: 'recovery.none-asked',
    });
    expect(office.events).toEqual([]);
  });

  test('is the founder’s to make and to publish', async () => {
    await office.calls.makeRecoveryKeys(1, ['Ruth']);
    office.signIn('administrator', pack, (await generateSigningSeed()).key);
    const refused = { code: 'recovery.keys-not-yours' };
    await expect(office.calls.makeRecoveryKeys(1, ['Ruth'])).rejects.toMatchObject(refused);
    await expect(office.calls.publishRecoveryKeys()).rejects.toMatchObject(refused);
    expect([office.events, office.server.calls]).toEqual([[], []]);
  });
});

describe('publishing', () => {
  beforeEach(async () => {
    await office.work.store.write('programme', await storedProgramme(pack));
    await holdGrant(1);
  });

  /** The grant of whoever is signed in, which remembers the newest pack that was seen. */
  async function holdGrant(packVersion: number): Promise<void> {
    const secrets = { indexKey: new Uint8Array(32), reviewKeys: [], packVersion };
    const grantKeys = await sealGrantSecrets(office.work.rings, OPERATOR_ID, secrets);
    await office.work.store.operators.update(OPERATOR_ID, { grantKeys });
  }

  async function seenVersion(): Promise<number | undefined> {
    const { grantKeys } = (await office.work.store.operators.get(OPERATOR_ID))!;
    return (await openGrantSecrets(office.work.rings, OPERATOR_ID, grantKeys!)).packVersion;
  }

  test('signs the keys into the next version, which this laptop takes too', async () => {
    await office.calls.makeRecoveryKeys(2, HOLDERS);
    await office.calls.publishRecoveryKeys();
    expect(office.events).toEqual([{ kind: 'recovery.prepared' }]);
    const [call] = office.server.calls;
    expect(call).toMatchObject({
      serverUrl: 'http://localhost:8440',
      method: 'PUT',
      path: '/v1/programme/pack',
      key: administrator,
    });
    const signed = fromBase64Url((call!.json as { pack: string }).pack);
    const published = await openProgrammePack(signed, administrator);
    const { recovery } = published;
    expect(recovery).toMatchObject({ epoch: 2, keys: HOLDERS.map((holder) => ({ holder })) });
    expect(published).toEqual(ProgrammePack.parse({ ...pack, version: 2, recovery }));
    const stored = await office.work.store.read('programme');
    expect(stored).toEqual({ ...(await storedProgramme(pack)), pack: signed });
    expect(office.context.session?.programme).toMatchObject({ pack: published, newestPack: 2 });
    expect(office.context.session?.programme?.administrator.kid).toBe(administrator.kid);
    expect(await seenVersion()).toBe(2);
    expect(office.told).toEqual([{ type: 'state-changed' }]);
  });

  test('is done once for each set', async () => {
    await office.calls.makeRecoveryKeys(2, HOLDERS);
    await office.calls.publishRecoveryKeys();
    await expect(office.calls.publishRecoveryKeys()).rejects.toMatchObject({
      code: 'recovery.none-asked',
    });
    expect(office.server.calls).toHaveLength(1);
  });

  test('may be tried again where the server could not be reached', async () => {
    await office.calls.makeRecoveryKeys(2, HOLDERS);
    office.server.answer = () => {
      throw new Error('unreachable');
    };
    await expect(office.calls.publishRecoveryKeys()).rejects.toThrow('unreachable');
    expect((await office.work.store.read('programme'))?.pack).toEqual(
      (await storedProgramme(pack)).pack,
    );
    expect(office.context.session?.programme?.newestPack).toBe(1);
    office.server.answer = () => ({});
    await office.calls.publishRecoveryKeys();
    expect(office.context.session?.programme?.newestPack).toBe(2);
  });

  test('leaves a session alone that began meanwhile', async () => {
    await office.calls.makeRecoveryKeys(2, HOLDERS);
    office.server.answer = () => {
      office.signIn('supervisor');
      return {};
    };
    await office.calls.publishRecoveryKeys();
    expect(office.context.session).toMatchObject({ programme: { pack, newestPack: 1 } });
    expect(await seenVersion()).toBe(1);
  });

  test('outlives a lock, a laptop without a programme, and a grant that does not open', async () => {
    await office.calls.makeRecoveryKeys(2, HOLDERS);
    await office.work.store.operators.update(OPERATOR_ID, { grantKeys: new Uint8Array(9) });
    await office.work.store.meta.clear();
    await office.calls.publishRecoveryKeys();
    expect(await office.work.store.read('programme')).toBeUndefined();
    expect(office.context.session?.programme?.newestPack).toBe(2);
    expect(office.told).toHaveLength(1);
    await office.calls.makeRecoveryKeys(2, HOLDERS);
    office.server.answer = () => {
      office.context.session = null;
      return {};
    };
    await office.calls.publishRecoveryKeys();
    expect(office.context.session).toBeNull();
    expect(office.told).toHaveLength(2);
  });
});

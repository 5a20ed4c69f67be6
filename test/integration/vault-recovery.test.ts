/** Getting back in without the passphrase: m of n holders, online and by file, with the real server. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HolderKey, RecoveryRequestItem } from '../../renderer/vault/recovery-api.ts';
import { signMessage } from '../../shared/crypto/index.ts';
import { toBase64Url } from '../../shared/encoding/bytes.ts';
import { flipBit } from '../support/bytes-arbitrary.ts';
import { samplePack } from '../support/sample-programme.ts';
import { failAtWrite } from './break-writes.ts';
import { withStore } from './open-window.ts';
import {
  approve,
  createWorld,
  enrol,
  PASSPHRASE,
  setUp,
  startLaptop,
  unlock,
  type Laptop,
  type World,
} from './world.ts';

const NEW_PASSPHRASE = 'another horse, another battery';
const ONLY = { tier: 'passphrase-only' } as const;

let world: World;
let keys: readonly HolderKey[] = [];

beforeAll(async () => {
  world = await createWorld();
}, 120_000);
afterAll(() => world.server.close());

async function answer(hash: string, index: number, keySet = keys) {
  const { file, words } = keySet[index]!;
  return world.office.vault.answerRecovery(hash, file.bytes, words.join(' '));
}

async function waiting(): Promise<RecoveryRequestItem> {
  const [request] = await world.office.vault.listRecoveryRequests();
  if (request === undefined) throw new Error('no request waits');
  return request;
}

/** The field laptop, locked, asks by file, and two holders answer. */
async function getAnswersByFile(): Promise<void> {
  const { field, enumeratorId, office } = world;
  await field.vault.lock();
  await field.vault.beginRecovery(enumeratorId);
  const asked = await field.vault.recoveryRequestFile(enumeratorId);
  const { requestHash } = await office.vault.openRecoveryRequest(asked.bytes);
  for (const index of [0, 1]) {
    const file = await answer(requestHash, index);
    await field.vault.addRecoveryAnswer(enumeratorId, file!.bytes);
  }
}

async function opensWith(laptop: Laptop, operatorId: string, passphrase: string): Promise<string> {
  return laptop.vault.unlock(operatorId, passphrase, ONLY).then(
    (session) => session.status,
    (error: unknown) => (error as { code: string }).code,
  );
}

describe('recovery keys', () => {
  test('before there are any, nobody can be recovered, and it is said', async () => {
    const { field, enumeratorId } = world;
    expect(await field.vault.recoveryState(enumeratorId)).toMatchObject({ isAvailable: false });
    await expect(field.vault.beginRecovery(enumeratorId)).rejects.toMatchObject({
      code: 'recovery.not-available',
    });
    expect((await field.vault.listFactors()).recovery).toBeNull();
  });

  test('are made by the founding administrator, count once published, and reach laptops by sync', async () => {
    const { office, field, server } = world;
    expect(await office.vault.recoveryKeySet()).toEqual({
      threshold: 0,
      holders: [],
      mayMake: true,
    });
    keys = await office.vault.makeRecoveryKeys(2, ['Ruth', ' Omar ', 'Mei']);
    expect(keys.map(({ holder, words }) => [holder, words.length])).toEqual([
      ['Ruth', 15],
      ['Omar', 15],
      ['Mei', 15],
    ]);
    await field.vault.sync();
    expect((await field.vault.listFactors()).recovery).toBeNull();
    await office.vault.publishRecoveryKeys();
    expect(await office.vault.recoveryKeySet()).toMatchObject({
      threshold: 2,
      holders: ['Ruth', 'Omar', 'Mei'],
    });
    // In the open session: no new unlock is needed.
    await field.vault.sync();
    expect((await field.vault.listFactors()).recovery).toEqual({
      needed: 2,
      holders: ['Ruth', 'Omar', 'Mei'],
    });
    const second = await startLaptop(server.app);
    await setUp(second, (await server.addPerson('administrator', ['highlands'])).code);
    await approve(office, second);
    // An operator who comes after the keys has recovery from the first session on.
    expect((await second.vault.listFactors()).recovery).toMatchObject({ needed: 2 });
    expect(await second.vault.recoveryKeySet()).toMatchObject({ mayMake: false });
    await expect(second.vault.makeRecoveryKeys(1, ['Me'])).rejects.toMatchObject({
      code: 'recovery.keys-not-yours',
    });
  });

  test('more holders needed than there are, none, or ten are refused', async () => {
    const { vault } = world.office;
    for (const [threshold, holders] of [
      [3, ['A', 'B']],
      [1, []],
      [1, Array.from({ length: 10 }, (_, index) => `H${String(index)}`)],
      [1, ['']],
    ] as const) {
      await expect(vault.makeRecoveryKeys(threshold, holders)).rejects.toMatchObject({
        code: 'server.input-invalid',
      });
    }
    await expect(world.field.vault.makeRecoveryKeys(1, ['A'])).rejects.toMatchObject({
      code: 'server.forbidden',
    });
  });

  test('a pack that is older, of somebody else, or of another programme changes nothing', async () => {
    const { field, office } = world;
    const before = (await field.vault.listFactors()).recovery;
    const replaceWith = (pack: unknown) => {
      field.wire.after = async (request, response) => {
        if (!request.url.endsWith('/v1/programme/pack')) return response;
        await response.arrayBuffer();
        return Response.json({ pack });
      };
    };
    const foreign = await samplePack();
    const signed = await signMessage(foreign.administrator, 'programme-pack', foreign.pack);
    for (const pack of ['AAAA', 'A', toBase64Url(signed)]) {
      replaceWith(pack);
      await expect(field.vault.sync()).rejects.toMatchObject({
        code: 'provisioning.pack-tampered',
      });
    }
    field.wire.after = (_request, response) => response;
    expect((await field.vault.listFactors()).recovery).toEqual(before);
    expect((await office.vault.recoveryKeySet()).threshold).toBe(2);
  });
});

describe('a forgotten passphrase', () => {
  test('online: two of three holders let the person back in; everything is there, the old way is gone', async () => {
    const { field, enumeratorId } = world;
    const recordId = await enrol(field, { familyName: 'Remembered' });
    await field.vault.lock();
    const begun = await field.vault.beginRecovery(enumeratorId);
    expect(begun.ceremony).toMatchObject({ needed: 2, sentAt: null });
    expect((await field.vault.state()).operators[0]?.isRecovering).toBe(true);
    const sent = await field.vault.exchangeRecovery(enumeratorId);
    expect(sent.ceremony?.sentAt).not.toBeNull();

    const request = await waiting();
    expect(request.words).toEqual(begun.ceremony?.words);
    expect(request).toMatchObject({ operatorId: enumeratorId, needed: 2, use: 'vault' });
    expect(await answer(request.requestHash, 0)).toBeNull();
    await field.vault.exchangeRecovery(enumeratorId);
    await expect(
      field.vault.finishRecovery(enumeratorId, NEW_PASSPHRASE, ONLY, ''),
    ).rejects.toMatchObject({ code: 'recovery.too-few-answers', details: { have: 1, need: 2 } });

    await answer(request.requestHash, 2);
    expect((await waiting()).holders.map(({ hasAnswered }) => hasAnswered)).toEqual([
      true,
      false,
      true,
    ]);
    // Answers and the request's own key outlive a restart.
    await field.restart();
    await field.vault.exchangeRecovery(enumeratorId);
    await field.restart();
    await expect(
      field.vault.finishRecovery(enumeratorId, 'too short', ONLY, ''),
    ).rejects.toMatchObject({ code: 'vault.passphrase-too-short' });
    await field.vault.finishRecovery(enumeratorId, NEW_PASSPHRASE, ONLY, '  Passphrase\n only ');
    expect((await field.vault.openRecord(recordId)).answers['familyName']).toBe('Remembered');
    expect((await field.vault.listFactors()).factors).toMatchObject([
      { tier: 'passphrase-only', name: 'Passphrase only', isInUse: true, mayRemove: false },
    ]);
    await field.vault.lock();
    expect(await opensWith(field, enumeratorId, PASSPHRASE)).toBe('vault.passphrase-wrong');
    expect(await opensWith(field, enumeratorId, NEW_PASSPHRASE)).toBe('active');
    expect((await field.vault.state()).operators[0]?.isRecovering).toBe(false);
    await expect
      .poll(async () => (await world.office.vault.listRecoveryRequests()).length, {
        timeout: 15_000,
      })
      .toBe(0);
  }, 60_000);

  test('by file, without any network, and with answers that do not hold', async () => {
    const { field, enumeratorId, office } = world;
    await field.vault.lock();
    field.wire.before = () => Promise.reject(new TypeError('no network'));
    await field.vault.beginRecovery(enumeratorId);
    await expect(field.vault.exchangeRecovery(enumeratorId)).rejects.toMatchObject({
      code: 'sync.offline',
    });
    const requestFile = await field.vault.recoveryRequestFile(enumeratorId);
    expect(requestFile.name).toMatch(/^request-[A-Z0-9]{4}\.fsrecovery$/u);
    await expect(
      office.vault.openRecoveryRequest(flipBit(requestFile.bytes, requestFile.bytes.length - 1)),
    ).rejects.toMatchObject({ code: expect.stringMatching(/^recovery\./u) as string });
    const item = await office.vault.openRecoveryRequest(requestFile.bytes);
    const first = await answer(item.requestHash, 0);
    const second = await answer(item.requestHash, 1);
    if (first === null || second === null) throw new Error('a file was expected');
    expect(first.name).toMatch(/\.fsrecovery$/u);

    // Of a request that was given up: another key, other words.
    await field.vault.cancelRecovery(enumeratorId);
    await expect(field.vault.addRecoveryAnswer(enumeratorId, first.bytes)).rejects.toMatchObject({
      code: 'recovery.none-asked',
    });
    await field.vault.beginRecovery(enumeratorId);
    await expect(field.vault.addRecoveryAnswer(enumeratorId, first.bytes)).rejects.toMatchObject({
      code: 'recovery.answer-not-ours',
    });
    await expect(
      field.vault.addRecoveryAnswer(enumeratorId, requestFile.bytes),
    ).rejects.toMatchObject({ code: 'recovery.answer-not-ours' });

    const again = await office.vault.openRecoveryRequest(
      (await field.vault.recoveryRequestFile(enumeratorId)).bytes,
    );
    await field.vault.addRecoveryAnswer(enumeratorId, (await answer(again.requestHash, 1))!.bytes);
    // The same holder once more does not count twice.
    const twice = await field.vault.addRecoveryAnswer(
      enumeratorId,
      (await answer(again.requestHash, 1))!.bytes,
    );
    expect(twice.ceremony?.holders.filter(({ hasAnswered }) => hasAnswered)).toHaveLength(1);
    await field.vault.addRecoveryAnswer(enumeratorId, (await answer(again.requestHash, 2))!.bytes);
    const eventsOnDisk = () => withStore(field, (store) => store.audit.count());
    const eventsBefore = await eventsOnDisk();
    await field.vault.finishRecovery(enumeratorId, PASSPHRASE, ONLY, '');
    // Its event and the unlocking's are on the disk already.
    expect((await eventsOnDisk()) - eventsBefore).toBe(2);
    await field.vault.lock();
    expect(await opensWith(field, enumeratorId, PASSPHRASE)).toBe('active');
    field.wire.before = () => undefined;
  }, 60_000);

  test('a write that fails at any point leaves a vault that opens, and the recovery can be finished', async () => {
    const { field, enumeratorId } = world;
    await getAnswersByFile();
    let nth = 1;
    for (; nth < 20; nth++) {
      const failure = failAtWrite(nth);
      const isDone = await field.vault.finishRecovery(enumeratorId, NEW_PASSPHRASE, ONLY, '').then(
        () => true,
        () => false,
      );
      failure.restore();
      await field.restart();
      if (isDone) break;
      expect((await field.vault.recoveryState(enumeratorId)).ceremony).not.toBeNull();
    }
    expect(nth).toBeGreaterThan(4);
    expect(await opensWith(field, enumeratorId, NEW_PASSPHRASE)).toBe('active');
  }, 90_000);

  test('what was changed on the disk is called damaged, whoever answered', async () => {
    const { field, enumeratorId } = world;
    await getAnswersByFile();
    const finish = () =>
      field.vault.finishRecovery(enumeratorId, PASSPHRASE, ONLY, '').then(
        () => 'finished',
        (error: unknown) => error,
      );
    const damaged = { code: 'vault.store-damaged', details: { part: 'recovery' } };
    const slot = (await withStore(field, (store) => store.recoverySlots.get(enumeratorId)))!;
    const shares = slot.shares!;
    const changedSlots = [
      { ...slot, wrapped: flipBit(slot.wrapped, 20) },
      { ...slot, wrapped: slot.wrapped.slice(0, 5) },
      {
        ...slot,
        shares: {
          ...shares,
          shares: shares.shares.map((share) => ({
            ...share,
            commitment: flipBit(share.commitment, 9),
          })),
        },
      },
    ];
    for (const changed of changedSlots) {
      await withStore(field, (store) => store.recoverySlots.put(changed));
      expect(await finish()).toMatchObject(damaged);
    }
    await withStore(field, (store) => store.recoverySlots.put(slot));
    const { subjectId } = slot.binding;
    const row = (await withStore(field, (store) => store.recoveryCeremonies.get(subjectId)))!;
    for (const changed of [
      { ...row, wrappedAnswerKey: flipBit(row.wrappedAnswerKey, 20) },
      { ...row, answerPublicKey: flipBit(row.answerPublicKey, 9) },
      { ...row, request: flipBit(row.request, 700) },
    ]) {
      await withStore(field, (store) => store.recoveryCeremonies.put(changed));
      expect(await finish()).toMatchObject(damaged);
    }
    await withStore(field, (store) => store.recoveryCeremonies.put(row));
    await field.vault.cancelRecovery(enumeratorId);
    expect(await opensWith(field, enumeratorId, NEW_PASSPHRASE)).toBe('active');
  }, 60_000);

  test('one that is given up while the new passphrase is stretched changes nothing', async () => {
    const { field, enumeratorId } = world;
    await getAnswersByFile();
    const { argon2Cost } = field;
    field.argon2Cost = async () => {
      await field.vault.cancelRecovery(enumeratorId);
      return argon2Cost();
    };
    await expect(
      field.vault.finishRecovery(enumeratorId, PASSPHRASE, ONLY, ''),
    ).rejects.toMatchObject({ code: 'recovery.none-asked' });
    field.argon2Cost = argon2Cost;
    expect(await opensWith(field, enumeratorId, NEW_PASSPHRASE)).toBe('active');
  }, 60_000);
});

describe('what recovery does not get around', () => {
  test('keys of an earlier set are not asked any more after the next unlock', async () => {
    const { office, field, enumeratorId } = world;
    const old = keys;
    keys = await office.vault.makeRecoveryKeys(1, ['Ruth']);
    await office.vault.publishRecoveryKeys();
    await field.vault.sync();
    expect((await field.vault.listFactors()).recovery).toMatchObject({ needed: 2 });
    await field.vault.lock();
    await opensWith(field, enumeratorId, NEW_PASSPHRASE);
    expect((await field.vault.listFactors()).recovery).toMatchObject({ needed: 1 });
    await field.vault.lock();
    await field.vault.beginRecovery(enumeratorId);
    const item = await office.vault.openRecoveryRequest(
      (await field.vault.recoveryRequestFile(enumeratorId)).bytes,
    );
    await expect(answer(item.requestHash, 1, old)).rejects.toMatchObject({
      code: 'recovery.key-not-asked',
    });
    const file = await answer(item.requestHash, 0);
    await field.vault.addRecoveryAnswer(enumeratorId, file!.bytes);
    await field.vault.cancelRecovery(enumeratorId);
  }, 60_000);

  test('a lease that is over', async () => {
    const { field, enumeratorId } = world;
    field.now = () => new Date(Date.now() + 61 * 86_400_000);
    await expect(field.vault.beginRecovery(enumeratorId)).rejects.toMatchObject({
      code: 'vault.lease-expired',
    });
    field.now = () => new Date();
    await unlock(world.desk, world.supervisorId);
  });
});

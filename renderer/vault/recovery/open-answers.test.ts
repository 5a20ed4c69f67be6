import { beforeEach, describe, expect, test } from 'vitest';
import { unwrapBytes } from '../../../shared/crypto/index.ts';
import { decodeCbor } from '../../../shared/encoding/cbor.ts';
import { openRecoveryRequest } from '../../../shared/recovery/recovery-request.ts';
import { flipBit } from '../../../test/support/bytes-arbitrary.ts';
import { makeRecoveryLaptop, type RecoveryLaptop } from '../../../test/support/recovery-laptop.ts';
import { answerTo, holderKey, shareOf } from '../../../test/support/recovery-programme.ts';
import { zeroedBytes } from '../../../test/support/watch-bytes.ts';
import type { RecoveryCeremonyRow } from '../database/recovery-rows.ts';
import { addAnswer, requireCeremony, startCeremony } from './ceremony.ts';
import { answerKeyBinding, openOne, openWithAnswers, requireProgramme } from './open-answers.ts';

const DAMAGED = { code: 'vault.store-damaged', details: { part: 'recovery' } };

let laptop: RecoveryLaptop;
/** A recovery that two holders have answered. */
let row: RecoveryCeremonyRow;
beforeEach(async () => {
  laptop = await makeRecoveryLaptop();
  const { context, bundle } = laptop;
  const { subjectId } = bundle.binding;
  const { request } = await startCeremony(context, bundle);
  for (const index of [0, 1]) await addAnswer(context, subjectId, await answerTo(request, index));
  row = await requireCeremony(context, subjectId);
});

const open = (bundle = laptop.bundle, of = row) => openWithAnswers(laptop.context, bundle, of);
const openFirst = (of = row) => openOne(laptop.context, of, of.answers[0]!);

describe('answers', () => {
  test('open the bundle; every share and the request’s private key are overwritten', async () => {
    let opened: unknown;
    const zeroed = await zeroedBytes(async () => {
      opened = await open();
    });
    expect(opened).toEqual(laptop.vaultKey);
    for (const index of [0, 1]) {
      expect(zeroed).toContainEqual(await shareOf(laptop.bundle, index));
    }
    const { deviceWrappingKey } = laptop.context.host!;
    const binding = answerKeyBinding(row.requestHash);
    expect(zeroed).toContainEqual(
      await unwrapBytes(deviceWrappingKey, row.wrappedAnswerKey, binding),
    );
  });

  test('that are too few say so, and their shares are overwritten all the same', async () => {
    const few = { ...row, answers: row.answers.slice(1) };
    const zeroed = await zeroedBytes(() =>
      expect(open(laptop.bundle, few)).rejects.toMatchObject({
        code: 'recovery.too-few-answers',
        details: { have: 1, need: 2 },
      }),
    );
    expect(zeroed).toContainEqual(await shareOf(laptop.bundle, 1));
  });

  test('that hold, for a bundle that was changed since, say what is damaged', async () => {
    const wrapped = flipBit(laptop.bundle.wrapped, 20);
    await expect(open({ ...laptop.bundle, wrapped })).rejects.toMatchObject({
      ...DAMAGED,
      cause: { code: 'crypto.open-failed' },
    });
    const binding = { ...laptop.bundle.binding, use: 'backup' as const };
    await expect(open({ ...laptop.bundle, binding })).rejects.toMatchObject({
      code: 'backup.damaged',
      details: { part: 'header' },
      cause: { code: 'crypto.open-failed' },
    });
    const few = { ...row, answers: row.answers.slice(1) };
    await expect(open({ ...laptop.bundle, binding }, few)).rejects.toMatchObject({
      code: 'recovery.too-few-answers',
    });
  });

  test('that do not hold are named as such, not as damage', async () => {
    const bad = { ...row.answers[0]!, answer: flipBit(row.answers[0]!.answer, 60) };
    await expect(
      open(laptop.bundle, { ...row, answers: [bad, row.answers[1]!] }),
    ).rejects.toMatchObject({ code: 'recovery.answer-tampered' });
  });
});

describe('one answer', () => {
  test('gives its holder’s share', async () => {
    const { kid } = await holderKey(0);
    expect(await openFirst()).toEqual({ kid, share: await shareOf(laptop.bundle, 0) });
  });

  test.each<[string, (row: RecoveryCeremonyRow) => Partial<RecoveryCeremonyRow>]>([
    ['the request', ({ request }) => ({ request: flipBit(request, request.length - 1) })],
    ['the public key', ({ answerPublicKey }) => ({ answerPublicKey: flipBit(answerPublicKey, 9) })],
    [
      'the private key',
      ({ wrappedAnswerKey }) => ({ wrappedAnswerKey: flipBit(wrappedAnswerKey, 20) }),
    ],
    ['what names the request', () => ({ requestHash: '0'.repeat(64) })],
  ])('is not opened where %s was changed on the disk', async (_what, change) => {
    await expect(openFirst({ ...row, ...change(row) })).rejects.toMatchObject(DAMAGED);
  });

  test('is not opened where the host has lost its share: nothing on the disk is amiss', async () => {
    const other = await makeRecoveryLaptop();
    const { deviceWrappingKey } = other.context.host!;
    laptop.context.host = { ...laptop.context.host!, deviceWrappingKey };
    await expect(openFirst()).rejects.toMatchObject({
      ...DAMAGED,
      cause: { code: 'crypto.open-failed' },
    });
    laptop.context.host = { ...laptop.context.host, shareLost: true };
    await expect(openFirst()).rejects.toMatchObject({
      code: 'vault.host-share-lost',
      cause: { code: 'crypto.open-failed' },
    });
  });

  test('needs the programme, which names the administrator', async () => {
    expect((await requireProgramme(laptop.context)).deviceCode).toBe('AB12');
    await laptop.store.meta.clear();
    await expect(openFirst()).rejects.toMatchObject({ code: 'provisioning.pending' });
  });
});

test('the request’s private key is bound to the request', async () => {
  const { requestHash } = await openRecoveryRequest(row.request);
  expect(decodeCbor(answerKeyBinding(requestHash))).toEqual([
    'fieldseal-recovery-answer-key',
    1,
    requestHash,
  ]);
});

import { beforeEach, describe, expect, test } from 'vitest';
import {
  fingerprintWords,
  importAgreementSecret,
  unwrapBytes,
} from '../../../shared/crypto/index.ts';
import { toBase64Url } from '../../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { VouchedAnswer } from '../../../shared/recovery/recovery-answer.ts';
import {
  openRecoveryRequest,
  recoveryRequestHash,
} from '../../../shared/recovery/recovery-request.ts';
import { NOW, OPERATOR_ID } from '../../../test/support/open-keys.ts';
import { makeRecoveryLaptop, type RecoveryLaptop } from '../../../test/support/recovery-laptop.ts';
import {
  answerTo,
  HOLDERS,
  holderKey,
  keys,
  shareOf,
} from '../../../test/support/recovery-programme.ts';
import { zeroedBytes } from '../../../test/support/watch-bytes.ts';
import type { RecoveryCeremonyRow } from '../database/recovery-rows.ts';
import {
  addAnswer,
  cancelCeremony,
  ceremonyState,
  closeAtServer,
  fetchAnswers,
  openByAnswers,
  requireCeremony,
  sendCeremony,
  startCeremony,
} from './ceremony.ts';
import { answerKeyBinding } from './open-answers.ts';

const LATER = new Date(NOW.getTime() + 60_000);
const NONE_ASKED = { code: 'recovery.none-asked' };

let laptop: RecoveryLaptop;
let subjectId: string;
beforeEach(async () => {
  laptop = await makeRecoveryLaptop();
  ({ subjectId } = laptop.bundle.binding);
});

const start = () => startCeremony(laptop.context, laptop.bundle);
const kept = () => requireCeremony(laptop.context, subjectId);
const kidOf = async (index: number) => (await holderKey(index)).kid;
const answered = async () => (await kept()).answers.map(({ kid }) => kid);

/** An answer as it comes from the server. */
const sent = ({ answer, voucher }: VouchedAnswer) => ({ answer: toBase64Url(answer), voucher });

/** A call to the server, signed by the laptop. */
const call = (method: string, path: string) => ({
  serverUrl: 'http://localhost:8440',
  method,
  path,
  key: laptop.deviceKey,
});

describe('a recovery', () => {
  test('asks for the shares of its bundle, signed by the laptop, under a key of its own', async () => {
    let row: RecoveryCeremonyRow | undefined;
    const zeroed = await zeroedBytes(async () => {
      row = await start();
    });
    const { request, requestHash } = await openRecoveryRequest(row!.request);
    expect(request).toMatchObject({
      binding: laptop.bundle.binding,
      shares: laptop.bundle.shares,
      deviceSigningKey: { kid: laptop.deviceKey.kid },
      answerKey: { key: toBase64Url(row!.answerPublicKey) },
      createdAt: NOW.toISOString(),
    });
    expect(requestHash).toBe(recoveryRequestHash(row!.request));
    const { deviceWrappingKey } = laptop.context.host!;
    const secret = await unwrapBytes(
      deviceWrappingKey,
      row!.wrappedAnswerKey,
      answerKeyBinding(requestHash),
    );
    expect(zeroed).toContainEqual(secret);
    const answerKey = await importAgreementSecret(secret, row!.answerPublicKey);
    expect(answerKey.kid).toBe(request.answerKey.kid);
    expect(row).toMatchObject({
      subjectId,
      operatorId: OPERATOR_ID,
      requestHash,
      createdAt: NOW.toISOString(),
      sentAt: null,
      answers: [],
    });
    expect(await kept()).toEqual(row);
  });

  test('that is under way is gone on with', async () => {
    const row = await start();
    expect(await start()).toEqual(row);
    expect(await kept()).toEqual(row);
  });

  test.each([
    [false, 'provisioning.pending'],
    [true, 'vault.host-share-lost'],
  ])('needs the laptop’s key (share lost: %s)', async (shareLost, code) => {
    laptop.context.host = { ...laptop.context.host!, deviceKey: null, shareLost };
    await expect(start()).rejects.toMatchObject({ code });
    await expect(kept()).rejects.toMatchObject(NONE_ASKED);
  });

  test('is shown with its words, and who has answered', async () => {
    const row = await start();
    const state = (answers: RecoveryCeremonyRow['answers'] = [], sentAt: string | null = null) =>
      ceremonyState(laptop.bundle, { ...row, answers, sentAt });
    expect(state()).toEqual({
      words: fingerprintWords('recovery-request', row.request),
      createdAt: NOW.toISOString(),
      sentAt: null,
      needed: 2,
      holders: HOLDERS.map((holder) => ({ holder, hasAnswered: false })),
    });
    const answer = { ...(await answerTo(row.request, 1)), kid: await kidOf(1) };
    const { holders, sentAt } = state([answer], LATER.toISOString());
    expect(holders.map(({ hasAnswered }) => hasAnswered)).toEqual([false, true, false]);
    expect(sentAt).toBe(LATER.toISOString());
  });
});

describe('the server', () => {
  test('is sent the request, and the laptop notes when', async () => {
    const { request, requestHash } = await start();
    laptop.server.answer = () => ({ requestHash });
    await sendCeremony(laptop.context, subjectId);
    expect(laptop.server.calls).toEqual([
      { ...call('POST', '/v1/recovery/requests'), json: { request: toBase64Url(request) } },
    ]);
    expect((await kept()).sentAt).toBe(NOW.toISOString());
  });

  test('that can’t be reached, or answers something else, has no request', async () => {
    await start();
    const answers = [
      () => {
        throw new FieldsealError('sync.offline');
      },
      () => ({ requestHash: 'something else' }),
    ];
    for (const answer of answers) {
      laptop.server.answer = answer;
      await expect(sendCeremony(laptop.context, subjectId)).rejects.toThrow();
      expect((await kept()).sentAt).toBeNull();
    }
  });

  test('is asked for answers to a recovery that is under way only', async () => {
    for (const work of [sendCeremony, fetchAnswers]) {
      await expect(work(laptop.context, subjectId)).rejects.toMatchObject(NONE_ASKED);
    }
    await start();
    await laptop.store.meta.clear();
    for (const work of [sendCeremony, fetchAnswers]) {
      await expect(work(laptop.context, subjectId)).rejects.toMatchObject({
        code: 'provisioning.pending',
      });
    }
    expect(laptop.server.calls).toEqual([]);
  });

  test('gives answers, which are kept', async () => {
    const { request, requestHash } = await start();
    const answers = [sent(await answerTo(request, 0)), sent(await answerTo(request, 2))];
    laptop.server.answer = () => ({ answers });
    await fetchAnswers(laptop.context, subjectId);
    expect(laptop.server.calls).toEqual([
      call('GET', `/v1/recovery/requests/${requestHash}/answers`),
    ]);
    expect(await answered()).toEqual([await kidOf(0), await kidOf(2)]);
  });

  test('may give answers that do not hold: the others count, and the first bad one is named', async () => {
    const { request } = await start();
    const bad = sent(await answerTo(request, 1, 'enumerator'));
    const { voucher } = bad;
    const good = sent(await answerTo(request, 0));
    laptop.server.answer = () => ({ answers: [bad, good, { answer: 'A', voucher }] });
    await expect(fetchAnswers(laptop.context, subjectId)).rejects.toMatchObject({
      code: 'recovery.answer-tampered',
    });
    expect(await answered()).toEqual([await kidOf(0)]);
  });

  test('may give an answer that is no bytes at all', async () => {
    const { request } = await start();
    const { voucher } = await answerTo(request, 1);
    laptop.server.answer = () => ({ answers: [{ answer: 'A', voucher }] });
    await expect(fetchAnswers(laptop.context, subjectId)).rejects.toMatchObject({
      name: 'FieldsealError',
      code: 'vault.internal',
      cause: expect.any(Error) as Error,
    });
  });
});

describe('an answer', () => {
  test('is kept with the holder’s key, and its share overwritten', async () => {
    const { request } = await start();
    const answer = await answerTo(request, 1);
    const zeroed = await zeroedBytes(() => addAnswer(laptop.context, subjectId, answer));
    expect((await kept()).answers).toEqual([{ ...answer, kid: await kidOf(1) }]);
    expect(zeroed).toContainEqual(await shareOf(laptop.bundle, 1));
  });

  test('of a holder who has answered before takes the place of the earlier one', async () => {
    const { request } = await start();
    const first = await answerTo(request, 1);
    const again = await answerTo(request, 1, 'administrator', LATER);
    for (const answer of [first, await answerTo(request, 0), again]) {
      await addAnswer(laptop.context, subjectId, answer);
    }
    expect(await answered()).toEqual([await kidOf(0), await kidOf(1)]);
    expect((await kept()).answers[1]?.answer).toEqual(again.answer);
  });

  test('that does not hold is not kept', async () => {
    const { request } = await start();
    const answer = await answerTo(request, 1, null);
    await expect(addAnswer(laptop.context, subjectId, answer)).rejects.toMatchObject({
      code: 'recovery.answer-tampered',
    });
    expect(await answered()).toEqual([]);
  });

  test('to nothing, or to what is given up while it is opened, is worth nothing', async () => {
    const { request } = await start();
    const answer = await answerTo(request, 1);
    const adding = addAnswer(laptop.context, subjectId, answer);
    await laptop.store.recoveryCeremonies.delete(subjectId);
    await adding;
    expect(await laptop.store.recoveryCeremonies.count()).toBe(0);
    await expect(addAnswer(laptop.context, subjectId, answer)).rejects.toMatchObject(NONE_ASKED);
  });
});

describe('the vault key', () => {
  test('comes back by enough answers, and by no fewer', async () => {
    const { context, bundle, vaultKey } = laptop;
    await expect(openByAnswers(context, bundle)).rejects.toMatchObject(NONE_ASKED);
    const { request } = await start();
    await addAnswer(context, subjectId, await answerTo(request, 2));
    await expect(openByAnswers(context, bundle)).rejects.toMatchObject({
      code: 'recovery.too-few-answers',
      details: { have: 1, need: keys.threshold },
    });
    await addAnswer(context, subjectId, await answerTo(request, 0));
    expect(await openByAnswers(context, bundle)).toEqual(vaultKey);
  });
});

describe('the end of a recovery', () => {
  test('is told to a server that knows of it', async () => {
    const row = await start();
    await closeAtServer(laptop.context, row);
    expect(laptop.server.calls).toEqual([]);
    await closeAtServer(laptop.context, { ...row, sentAt: NOW.toISOString() });
    expect(laptop.server.calls).toEqual([
      call('PUT', `/v1/recovery/requests/${row.requestHash}/closure`),
    ]);
  });

  test('is left to the server’s own limit while it can’t be reached', async () => {
    const row = await start();
    await laptop.store.recoveryCeremonies.update(subjectId, { sentAt: NOW.toISOString() });
    laptop.server.answer = () => {
      throw new FieldsealError('sync.offline');
    };
    await cancelCeremony(laptop.context, subjectId);
    expect(laptop.server.calls.map(({ path }) => path)).toEqual([
      `/v1/recovery/requests/${row.requestHash}/closure`,
    ]);
    expect(await laptop.store.recoveryCeremonies.count()).toBe(0);
  });

  test('where there is none changes nothing', async () => {
    await cancelCeremony(laptop.context, subjectId);
    const row = await start();
    await cancelCeremony(laptop.context, 'another');
    expect(await kept()).toEqual(row);
    expect(laptop.server.calls).toEqual([]);
  });
});

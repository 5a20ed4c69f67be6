import { beforeEach, describe, expect, test } from 'vitest';
import { fingerprintWords } from '../../../shared/crypto/index.ts';
import { fromBase64Url, toBase64Url, type Bytes } from '../../../shared/encoding/bytes.ts';
import type { VouchedAnswer } from '../../../shared/recovery/recovery-answer.ts';
import {
  readRecoveryFile,
  writeAnswerFile,
  writeRequestFile,
} from '../../../shared/recovery/recovery-file.ts';
import { openRecoveryRequest } from '../../../shared/recovery/recovery-request.ts';
import type { ListedRecoveryRequest } from '../../../shared/sync/recovery-api.ts';
import { flipBit } from '../../../test/support/bytes-arbitrary.ts';
import { NOW } from '../../../test/support/open-keys.ts';
import { makeRecoveryLaptop, type RecoveryLaptop } from '../../../test/support/recovery-laptop.ts';
import { makeRecoveryOffice, type RecoveryOffice } from '../../../test/support/recovery-office.ts';
import {
  administrator,
  answerTo,
  HOLDERS,
  holderKey,
  made,
  pack,
} from '../../../test/support/recovery-programme.ts';
import { addAnswer, requireCeremony, startCeremony } from './ceremony.ts';

let office: RecoveryOffice;
beforeEach(async () => {
  office = await makeRecoveryOffice();
});

/** A laptop's signed request, and the laptop. */
async function asked(): Promise<{ readonly laptop: RecoveryLaptop; readonly request: Bytes }> {
  const laptop = await makeRecoveryLaptop();
  return { laptop, request: (await startCeremony(laptop.context, laptop.bundle)).request };
}

/** A request as the server lists it. */
async function listed(
  request: Bytes,
  changes: Partial<ListedRecoveryRequest> = {},
): Promise<ListedRecoveryRequest> {
  return {
    requestHash: (await openRecoveryRequest(request)).requestHash,
    request: toBase64Url(request),
    operatorName: 'Amal',
    deviceCode: 'AB12',
    receivedAt: NOW.toISOString(),
    answeredKids: [],
    ...changes,
  };
}

/** The laptop takes an answer; the keys whose holders it has answers of then. */
async function takenBy(laptop: RecoveryLaptop, answer: VouchedAnswer): Promise<readonly string[]> {
  const { subjectId } = laptop.bundle.binding;
  await addAnswer(laptop.context, subjectId, answer);
  return (await requireCeremony(laptop.context, subjectId)).answers.map(({ kid }) => kid);
}

/** The words of a holder's key. */
const codeOf = (index: number) => made[index]!.words.join(' ');

describe('requests', () => {
  test('on the server are listed with who asks and who has answered', async () => {
    const { laptop, request } = await asked();
    const { kid } = await holderKey(1);
    const entry = await listed(request, { answeredKids: [kid] });
    office.server.answer = () => ({ requests: [entry] });
    expect(await office.calls.listRecoveryRequests()).toEqual([
      {
        requestHash: entry.requestHash,
        operatorName: 'Amal',
        operatorId: laptop.bundle.binding.operatorId,
        deviceCode: 'AB12',
        use: 'vault',
        createdAt: NOW.toISOString(),
        words: fingerprintWords('recovery-request', request),
        needed: 2,
        holders: [
          { holder: 'Ruth', hasAnswered: false },
          { holder: 'Omar', hasAnswered: true },
          { holder: 'Mei', hasAnswered: false },
        ],
      },
    ]);
    expect(office.server.calls).toEqual([
      {
        serverUrl: 'http://localhost:8440',
        key: administrator,
        method: 'GET',
        path: '/v1/recovery/requests',
      },
    ]);
  });

  test('that were changed, exchanged, or are another programme’s are left out', async () => {
    const { request } = await asked();
    const good = await listed(request);
    const bad = flipBit(request, request.length - 1);
    office.server.answer = () => ({
      requests: [
        { ...good, request: toBase64Url(bad) },
        { ...good, requestHash: '0'.repeat(64) },
        good,
      ],
    });
    expect(await office.calls.listRecoveryRequests()).toMatchObject([
      { requestHash: good.requestHash },
    ]);
    office.signIn('administrator', { ...pack, id: 'another' });
    expect(await office.calls.listRecoveryRequests()).toEqual([]);
  });

  test('come by file too, without what only the server knows', async () => {
    const { request } = await asked();
    const item = await office.calls.openRecoveryRequest(writeRequestFile(request));
    expect(item).toMatchObject({
      operatorName: null,
      deviceCode: null,
      words: fingerprintWords('recovery-request', request),
      holders: HOLDERS.map((holder) => ({ holder, hasAnswered: false })),
    });
    expect(office.server.calls).toEqual([]);
  });

  test('by file of another programme, or files that are none, are refused', async () => {
    const { request } = await asked();
    const answer = writeAnswerFile(await answerTo(request, 0));
    await expect(office.calls.openRecoveryRequest(answer)).rejects.toMatchObject({
      code: 'recovery.file-invalid',
    });
    office.signIn('administrator', { ...pack, id: 'another' });
    await expect(office.calls.openRecoveryRequest(writeRequestFile(request))).rejects.toMatchObject(
      {
        code: 'recovery.request-tampered',
      },
    );
  });
});

describe('an answer', () => {
  test('to a request from a file is a file that the laptop can open, and is in the chain', async () => {
    const { laptop, request } = await asked();
    const { requestHash } = await office.calls.openRecoveryRequest(writeRequestFile(request));
    const file = await office.calls.answerRecovery(requestHash, made[2]!.file, codeOf(2));
    const { kid } = await holderKey(2);
    expect(file?.name).toBe(`answer-${kid.slice(0, 8)}.fsrecovery`);
    const carried = readRecoveryFile(file!.bytes);
    if (carried.kind !== 'answer') throw new Error('an answer was expected');
    expect(carried.answer.voucher).toEqual(office.voucher);
    expect(office.events).toEqual([
      { kind: 'recovery.share-released', subject: laptop.bundle.binding.operatorId },
    ]);
    expect(office.server.calls).toEqual([]);
    expect(await takenBy(laptop, carried.answer)).toEqual([kid]);
  });

  test('to a request from the server goes there', async () => {
    const { laptop, request } = await asked();
    const entry = await listed(request);
    office.server.answer = () => ({ requests: [entry] });
    await office.calls.listRecoveryRequests();
    expect(
      await office.calls.answerRecovery(entry.requestHash, made[0]!.file, codeOf(0)),
    ).toBeNull();
    const call = office.server.calls.at(-1);
    expect(call).toMatchObject({
      serverUrl: 'http://localhost:8440',
      key: administrator,
      method: 'POST',
      path: `/v1/recovery/requests/${entry.requestHash}/answers`,
    });
    const { answer } = call!.json as { answer: string };
    const vouched = { answer: fromBase64Url(answer), voucher: office.voucher };
    expect(await takenBy(laptop, vouched)).toEqual([(await holderKey(0)).kid]);
    expect(office.events).toHaveLength(1);
  });

  test('needs a request that was seen, the holder’s own words, and a key of this programme', async () => {
    const { request } = await asked();
    const file = made[0]!.file;
    const { requestHash } = await openRecoveryRequest(request);
    await expect(office.calls.answerRecovery(requestHash, file, codeOf(0))).rejects.toMatchObject({
      code: 'recovery.request-closed',
    });
    await office.calls.openRecoveryRequest(writeRequestFile(request));
    await expect(office.calls.answerRecovery(requestHash, file, codeOf(1))).rejects.toMatchObject({
      code: 'recovery.code-mismatch',
    });
    office.signIn('administrator', { ...pack, id: 'another' });
    await expect(office.calls.answerRecovery(requestHash, file, codeOf(0))).rejects.toMatchObject({
      code: 'recovery.key-file-invalid',
    });
    expect(office.events).toEqual([]);
  });
});

import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { flipBit } from '../../test/support/bytes-arbitrary.ts';
import { refusalOf } from '../../test/support/refusals.ts';
import { vouch } from '../../test/support/vouch.ts';
import {
  generateAgreementSecret,
  generateSigningSeed,
  hpkeSeal,
  randomBytes,
  signMessage,
  type AgreementKey,
  type SigningKey,
} from '../crypto/index.ts';
import type { RecoveryKeys } from '../domain/recovery-keys.ts';
import { fromBase64Url, utf8, type Bytes } from '../encoding/bytes.ts';
import { encodeCbor } from '../encoding/cbor.ts';
import type { Voucher } from '../sync/http-api.ts';
import type { RecoveryBinding } from './binding.ts';
import { makeRecoveryKey, openRecoveryKey, type NewRecoveryKey } from './key-file.ts';
import { answerRequest, openAnswer, type VouchedAnswer } from './recovery-answer.ts';
import { makeRecoveryBundle, openRecoveryBundle, type RecoveryBundle } from './recovery-bundle.ts';
import { readRecoveryFile, writeAnswerFile, writeRequestFile } from './recovery-file.ts';
import {
  openRecoveryRequest,
  signRecoveryRequest,
  type OpenedRequest,
} from './recovery-request.ts';
import { joinShares, openShare, sealRecoveryShares } from './recovery-shares.ts';

const NOW = new Date('2026-11-20T08:00:00Z');
const BINDING: RecoveryBinding = {
  use: 'vault',
  programmeId: 'programme',
  operatorId: 'op-1',
  subjectId: 'slot-1',
};
const vaultKey = randomBytes(32);

let made: readonly NewRecoveryKey[] = [];
let holders: readonly AgreementKey[] = [];
let keys: RecoveryKeys;
let bundle: RecoveryBundle;
let administrator: SigningKey;
let voucher: Voucher;
let device: SigningKey;
let answerKey: AgreementKey;
let signed: Bytes;
let asked: OpenedRequest;

beforeAll(async () => {
  made = await Promise.all(
    ['Ruth', 'Omar', 'Mei'].map((name) => makeRecoveryKey('programme', 1, name)),
  );
  holders = await Promise.all(
    made.map(({ file, words }) => openRecoveryKey(file, words.join(' '), 'programme')),
  );
  keys = { epoch: 1, threshold: 2, keys: made.map(({ ref }) => ref) };
  bundle = await makeRecoveryBundle(keys, BINDING, vaultKey);
  administrator = (await generateSigningSeed()).key;
  device = (await generateSigningSeed()).key;
  answerKey = (await generateAgreementSecret()).key;
  voucher = await vouch(administrator, 'administrator', administrator);
  signed = await signRecoveryRequest(device, answerKey, bundle, NOW);
  asked = await openRecoveryRequest(signed);
});

async function answerOf(index: number, by = administrator): Promise<VouchedAnswer> {
  return { answer: await answerRequest(asked, holders[index]!, by, NOW), voucher };
}

async function sharesOf(...indexes: readonly number[]): Promise<Map<string, Bytes>> {
  const shares = new Map<string, Bytes>();
  for (const index of indexes) {
    const holder = holders[index]!;
    shares.set(holder.kid, await openShare(bundle.shares, BINDING, holder));
  }
  return shares;
}

describe('a key file', () => {
  test('opens by its own code only, and says no more than that', async () => {
    const [first, second] = made;
    const refusals = [
      () => openRecoveryKey(first!.file, second!.words.join(' '), 'programme'),
      () => openRecoveryKey(first!.file, first!.words.slice(1).join(' '), 'programme'),
      () => openRecoveryKey(first!.file, first!.words.join(' '), 'another'),
      () => openRecoveryKey(utf8('something else'), first!.words.join(' '), 'programme'),
    ];
    expect(await Promise.all(refusals.map(refusalOf))).toEqual([
      'recovery.code-mismatch',
      'recovery.code-invalid',
      'recovery.key-file-invalid',
      'recovery.key-file-invalid',
    ]);
  });

  test('is the key whose public half goes into the pack', () => {
    expect(holders.map((holder) => holder.kid)).toEqual(keys.keys.map((key) => key.publicKey.kid));
  });

  test('with any bit turned over does not open', async () => {
    const { file, words } = made[0]!;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: file.length - 1 }),
        fc.integer({ min: 0, max: 7 }),
        async (at, bit) => {
          const code = await refusalOf(() =>
            openRecoveryKey(flipBit(file, at, bit), words.join(' '), 'programme'),
          );
          expect(code).toMatch(/^recovery\.(?:key-file-invalid|code-mismatch)$/u);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('a bundle', () => {
  test('opens by any two of three shares', async () => {
    for (const pair of [
      [0, 1],
      [1, 2],
      [2, 0],
      [0, 1, 2],
    ]) {
      expect(await openRecoveryBundle(bundle, await sharesOf(...pair))).toEqual(vaultKey);
    }
  });

  test('stays shut with one share, with a wrong one, and with one of another bundle', async () => {
    const [one, two] = [await sharesOf(0), await sharesOf(0, 1)];
    await expect(openRecoveryBundle(bundle, one)).rejects.toMatchObject({
      code: 'recovery.too-few-answers',
      details: { have: 1, need: 2 },
    });
    await expect(
      openRecoveryBundle(bundle, new Map([...two, [holders[1]!.kid, randomBytes(33)]])),
    ).rejects.toMatchObject({ code: 'recovery.answer-wrong', details: { holder: 'Omar' } });
    const other = await makeRecoveryBundle(keys, BINDING, vaultKey);
    const foreign = await openShare(other.shares, BINDING, holders[1]!);
    const mixed = new Map([...one, [holders[1]!.kid, foreign]]);
    expect(await refusalOf(() => openRecoveryBundle(bundle, mixed))).toBe('recovery.answer-wrong');
    const unknown = new Map([...one, ['nobody', randomBytes(33)]]);
    expect(await refusalOf(() => openRecoveryBundle(bundle, unknown))).toBe(
      'recovery.answer-wrong',
    );
  });

  test('whose wrapped secret was changed or exchanged stays shut', async () => {
    const shares = await sharesOf(0, 1);
    const other = await makeRecoveryBundle(keys, BINDING, randomBytes(32));
    for (const wrapped of [other.wrapped, flipBit(bundle.wrapped, 20)]) {
      const changed = { ...bundle, wrapped };
      expect(await refusalOf(() => openRecoveryBundle(changed, shares))).toBe('crypto.open-failed');
    }
  });

  test.each<[string, Partial<RecoveryBinding>]>([
    ['use', { use: 'backup' }],
    ['programme', { programmeId: 'other' }],
    ['operator', { operatorId: 'op-2' }],
    ['slot', { subjectId: 'slot-2' }],
  ])('moved to another %s is opened by nobody', async (_what, change) => {
    const binding = { ...BINDING, ...change };
    expect(await refusalOf(() => openShare(bundle.shares, binding, holders[0]!))).toBe(
      'recovery.answer-wrong',
    );
    const shares = await sharesOf(0, 1);
    expect(await refusalOf(() => openRecoveryBundle({ ...bundle, binding }, shares))).toBe(
      'crypto.open-failed',
    );
  });

  test('whose threshold or epoch was lowered is opened by nobody', async () => {
    for (const change of [{ threshold: 1 }, { epoch: 2 }]) {
      const set = { ...bundle.shares, ...change };
      expect(await refusalOf(() => openShare(set, BINDING, holders[0]!))).toBe(
        'recovery.answer-wrong',
      );
    }
  });

  test('with a threshold of one opens by one holder', async () => {
    const single = { ...keys, threshold: 1 };
    const shares = await sealRecoveryShares(single, BINDING, vaultKey);
    const share = await openShare(shares, BINDING, holders[2]!);
    expect(await joinShares(shares, new Map([[holders[2]!.kid, share]]))).toEqual(vaultKey);
  });
});

describe('an answer', () => {
  test('gives the laptop the share, and nobody else', async () => {
    const opened = await openAnswer(await answerOf(0), asked, answerKey, administrator);
    expect(opened).toEqual({
      kid: holders[0]!.kid,
      share: await openShare(bundle.shares, BINDING, holders[0]!),
    });
    const stranger = (await generateAgreementSecret()).key;
    const answer = await answerOf(0);
    expect(await refusalOf(() => openAnswer(answer, asked, stranger, administrator))).toBe(
      'recovery.answer-tampered',
    );
  });

  test('to another request is not ours, even of the same laptop', async () => {
    const again = await openRecoveryRequest(
      await signRecoveryRequest(device, answerKey, bundle, new Date(NOW.getTime() + 1000)),
    );
    const answer = await answerOf(0);
    expect(await refusalOf(() => openAnswer(answer, again, answerKey, administrator))).toBe(
      'recovery.answer-not-ours',
    );
  });

  test('by somebody who is no administrator of this programme is refused', async () => {
    const { key: other } = await generateSigningSeed();
    const cases: readonly VouchedAnswer[] = [
      // signed by a key that the voucher does not name
      await answerOf(0, other),
      // vouched for by nobody whom the laptop trusts
      { ...(await answerOf(0, other)), voucher: await vouch(other, 'administrator', other) },
      // a supervisor
      {
        ...(await answerOf(0, other)),
        voucher: await vouch(other, 'supervisor', administrator),
      },
    ];
    for (const answer of cases) {
      expect(await refusalOf(() => openAnswer(answer, asked, answerKey, administrator))).toBe(
        'recovery.answer-tampered',
      );
    }
    const vouched = {
      ...(await answerOf(0, other)),
      voucher: await vouch(other, 'administrator', administrator),
    };
    expect(await refusalOf(() => openAnswer(vouched, asked, answerKey, administrator))).toBe(
      'ACCEPTED',
    );
  });

  test('with a made-up share is found, and the holder named', async () => {
    const sealed = await hpkeSeal(
      answerKey.publicKey,
      randomBytes(33),
      'fieldseal/1/recovery-answer',
      // What answers are bound to, written down a second time.
      encodeCbor(['fieldseal-recovery-answer', 1, asked.requestHash, holders[1]!.kid]),
    );
    const answer = await signMessage(administrator, 'recovery-answer', {
      formatVersion: 1,
      requestHash: asked.requestHash,
      kid: holders[1]!.kid,
      ...sealed,
      createdAt: NOW.toISOString(),
    });
    await expect(
      openAnswer({ answer, voucher }, asked, answerKey, administrator),
    ).rejects.toMatchObject({ code: 'recovery.answer-wrong', details: { holder: 'Omar' } });
  });

  test('can’t be made with a key that holds no share', async () => {
    const stranger = (await generateAgreementSecret()).key;
    expect(await refusalOf(() => answerRequest(asked, stranger, administrator, NOW))).toBe(
      'recovery.key-not-asked',
    );
  });
});

describe('files', () => {
  test('carry a request and an answer unchanged', async () => {
    expect(readRecoveryFile(writeRequestFile(signed))).toEqual({
      kind: 'request',
      request: signed,
    });
    const answer = await answerOf(1);
    expect(readRecoveryFile(writeAnswerFile(answer))).toEqual({ kind: 'answer', answer });
    expect(fromBase64Url(answer.voucher.grant).length).toBeGreaterThan(0);
  });

  test('with any bit turned over are refused somewhere on the way, by our codes only', async () => {
    const request = writeRequestFile(signed);
    const answer = writeAnswerFile(await answerOf(1));
    const use = async (bytes: Bytes): Promise<void> => {
      const file = readRecoveryFile(bytes);
      if (file.kind === 'request') await openRecoveryRequest(file.request);
      else await openAnswer(file.answer, asked, answerKey, administrator);
    };
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(request, answer), fc.nat(), async (file, at) => {
        const code = await refusalOf(() => use(flipBit(file, at % file.length, at % 8)));
        expect(code).toMatch(/^recovery\./u);
      }),
      { numRuns: 300 },
    );
  });

  test('cut short, empty, too large or of another kind are refused', () => {
    const file = writeRequestFile(signed);
    const cases = [
      file.slice(0, -1),
      file.slice(0, 8),
      new Uint8Array(0),
      new Uint8Array(300_000),
      utf8('FSBATCH'),
    ];
    for (const bytes of cases) {
      expect(() => readRecoveryFile(bytes)).toThrow(
        expect.objectContaining({ code: 'recovery.file-invalid' }),
      );
    }
  });
});

test('a request names its own keys: one with another key inside is refused', async () => {
  const { key: other } = await generateSigningSeed();
  const forged = await signMessage(other, 'recovery-request', asked.request);
  expect(await refusalOf(() => openRecoveryRequest(forged))).toBe('recovery.request-tampered');
  const swapped = await signMessage(device, 'recovery-request', {
    ...asked.request,
    answerKey: { ...asked.request.answerKey, kid: 'another' },
  });
  expect(await refusalOf(() => openRecoveryRequest(swapped))).toBe('recovery.request-tampered');
});

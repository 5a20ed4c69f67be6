import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateAgreementSecret, randomBytes, signMessage } from '../../shared/crypto/index.ts';
import type { RecoveryKeys } from '../../shared/domain/recovery-keys.ts';
import { fromBase64Url, toBase64Url, type Bytes } from '../../shared/encoding/bytes.ts';
import type { RecoveryBinding } from '../../shared/recovery/binding.ts';
import { makeRecoveryKey, openRecoveryKey } from '../../shared/recovery/key-file.ts';
import { answerRequest, openAnswer } from '../../shared/recovery/recovery-answer.ts';
import { makeRecoveryBundle } from '../../shared/recovery/recovery-bundle.ts';
import {
  openRecoveryRequest,
  recoveryRequestHash,
  signRecoveryRequest,
} from '../../shared/recovery/recovery-request.ts';
import { ROUTES } from '../../shared/sync/http-api.ts';
import {
  RECOVERY_ROUTES,
  RecoveryAnswers,
  RecoveryRequestList,
} from '../../shared/sync/recovery-api.ts';
import { DEMO_SEED } from '../seed/demo.ts';
import { bootstrap, provision, type ActiveParty, type Administrator } from '../test/provision.ts';
import { startTestServer, type TestServer } from '../test/test-server.ts';

let server: TestServer;
let administrator: Administrator;
let enumerator: ActiveParty;
let stranger: ActiveParty;
let holders: Awaited<ReturnType<typeof openRecoveryKey>>[] = [];
let keys: RecoveryKeys;

beforeAll(async () => {
  server = await startTestServer();
  administrator = await bootstrap(server);
  enumerator = await provision(server, administrator, 'enumerator', ['nahr']);
  stranger = await provision(server, administrator, 'enumerator', ['nahr']);
  const made = await Promise.all(
    ['Ruth', 'Omar'].map((name) => makeRecoveryKey(DEMO_SEED.draft.id, 1, name)),
  );
  keys = { epoch: 1, threshold: 2, keys: made.map(({ ref }) => ref) };
  holders = await Promise.all(
    made.map(({ file, words }) => openRecoveryKey(file, words.join(' '), DEMO_SEED.draft.id)),
  );
}, 60_000);
afterAll(() => server.close());

async function makeRequest(
  party: ActiveParty,
  changes: Partial<RecoveryBinding> = {},
): Promise<Bytes> {
  const binding: RecoveryBinding = {
    use: 'vault',
    programmeId: DEMO_SEED.draft.id,
    operatorId: party.person.operatorId,
    subjectId: crypto.randomUUID(),
    ...changes,
  };
  const bundle = await makeRecoveryBundle(keys, binding, randomBytes(32));
  const { key } = await generateAgreementSecret();
  return signRecoveryRequest(party.deviceKey, key, bundle, new Date());
}

function send(party: ActiveParty, request: Bytes) {
  return party.device.send('POST', RECOVERY_ROUTES.requests, { request: toBase64Url(request) });
}

function path(route: string, request: Bytes): string {
  return route.replace(':requestHash', recoveryRequestHash(request));
}

async function waiting() {
  const answer = await administrator.operator.send('GET', RECOVERY_ROUTES.requests);
  return RecoveryRequestList.parse(answer.json()).requests;
}

async function answerBy(index: number, request: Bytes, signer = administrator.operatorKey) {
  const answer = await answerRequest(
    await openRecoveryRequest(request),
    holders[index]!,
    signer,
    new Date(),
  );
  return administrator.operator.send('POST', path(RECOVERY_ROUTES.answers, request), {
    answer: toBase64Url(answer),
  });
}

describe('a recovery request', () => {
  test('is listed with who asks; the same again changes nothing', async () => {
    const request = await makeRequest(enumerator);
    expect((await send(enumerator, request)).status).toBe(200);
    expect((await send(enumerator, request)).status).toBe(200);
    const listed = (await waiting()).filter(
      (entry) => entry.requestHash === recoveryRequestHash(request),
    );
    expect(listed).toMatchObject([
      { operatorName: enumerator.person.name, answeredKids: [], request: toBase64Url(request) },
    ]);
    expect(
      (await enumerator.device.send('PUT', path(RECOVERY_ROUTES.closure, request))).status,
    ).toBe(204);
  });

  test('is taken from its own laptop only, for an operator of that laptop and programme', async () => {
    const foreign = await makeRequest(stranger);
    const cases: readonly (readonly [Bytes, string])[] = [
      [foreign, 'server.forbidden'],
      [
        await makeRequest(enumerator, { operatorId: stranger.person.operatorId }),
        'server.forbidden',
      ],
      [await makeRequest(enumerator, { programmeId: 'another' }), 'server.forbidden'],
      [randomBytes(200), 'recovery.request-tampered'],
    ];
    for (const [request, code] of cases) {
      expect((await send(enumerator, request)).code).toBe(code);
    }
    const byPerson = await enumerator.operator.send('POST', RECOVERY_ROUTES.requests, {
      request: toBase64Url(await makeRequest(enumerator)),
    });
    expect(byPerson.code).toBe('server.forbidden');
    expect(await waiting()).toEqual([]);
  });

  test('is seen by administrators only', async () => {
    for (const client of [enumerator.device, enumerator.operator, administrator.device]) {
      expect((await client.send('GET', RECOVERY_ROUTES.requests)).code).toBe('server.forbidden');
    }
  });

  test('of a laptop that has twenty waiting is refused', async () => {
    const many = await provision(server, administrator, 'enumerator', ['nahr']);
    const bundle = await makeRecoveryBundle(
      keys,
      {
        use: 'vault',
        programmeId: DEMO_SEED.draft.id,
        operatorId: many.person.operatorId,
        subjectId: 'slot',
      },
      randomBytes(32),
    );
    const { key } = await generateAgreementSecret();
    const codes: string[] = [];
    for (let index = 0; index <= 20; index++) {
      const at = new Date(Date.now() + index);
      codes.push(
        (await send(many, await signRecoveryRequest(many.deviceKey, key, bundle, at))).code,
      );
    }
    expect(codes).toEqual([...Array.from({ length: 20 }, () => ''), 'server.too-many-requests']);
    await administrator.operator.send(
      'PUT',
      ROUTES.revokeDevice.replace(':deviceId', many.deviceKey.kid),
    );
    // What a revoked laptop asks is not even shown.
    expect(await waiting()).toEqual([]);
  });
});

describe('answers', () => {
  test('reach the laptop that asked, with what vouches for their signer; of one key the newest counts', async () => {
    const request = await makeRequest(enumerator);
    await send(enumerator, request);
    expect((await answerBy(0, request)).status).toBe(204);
    expect((await answerBy(0, request)).status).toBe(204);
    expect((await answerBy(1, request)).status).toBe(204);
    expect((await waiting())[0]?.answeredKids.toSorted()).toEqual(
      holders.map((holder) => holder.kid).toSorted(),
    );
    const got = await enumerator.device.send('GET', path(RECOVERY_ROUTES.answers, request));
    const { answers } = RecoveryAnswers.parse(got.json());
    expect(answers).toHaveLength(2);
    // The laptop believes the voucher, not the server.
    const asked = await openRecoveryRequest(request);
    const { key: wrongKey } = await generateAgreementSecret();
    for (const { answer, voucher } of answers) {
      await expect(
        openAnswer({ answer: fromBase64Url(answer), voucher }, asked, wrongKey, {
          kid: administrator.operatorKey.kid,
          publicKey: administrator.operatorKey.publicKey,
        }),
      ).rejects.toMatchObject({ code: 'recovery.answer-tampered' });
    }
    const other = await stranger.device.send('GET', path(RECOVERY_ROUTES.answers, request));
    expect(other.code).toBe('server.not-found');
    expect((await stranger.device.send('PUT', path(RECOVERY_ROUTES.closure, request))).code).toBe(
      'server.not-found',
    );
  });

  test('are refused when another signed them, when they belong elsewhere, or when nobody asks any more', async () => {
    const request = await makeRequest(enumerator);
    await send(enumerator, request);
    expect((await answerBy(0, request, enumerator.operatorKey)).code).toBe(
      'recovery.answer-tampered',
    );
    const elsewhere = await makeRequest(enumerator);
    const answer = await answerRequest(
      await openRecoveryRequest(elsewhere),
      holders[0]!,
      administrator.operatorKey,
      new Date(),
    );
    const misplaced = await administrator.operator.send(
      'POST',
      path(RECOVERY_ROUTES.answers, request),
      { answer: toBase64Url(answer) },
    );
    expect(misplaced.code).toBe('recovery.answer-not-ours');
    const unasked = await signMessage(administrator.operatorKey, 'recovery-answer', {
      formatVersion: 1,
      requestHash: recoveryRequestHash(request),
      kid: 'nobody',
      enc: randomBytes(32),
      ct: randomBytes(49),
      createdAt: new Date().toISOString(),
    });
    const strange = await administrator.operator.send(
      'POST',
      path(RECOVERY_ROUTES.answers, request),
      { answer: toBase64Url(unasked) },
    );
    expect(strange.code).toBe('recovery.answer-not-ours');
    expect((await answerBy(0, elsewhere)).code).toBe('server.not-found');

    await answerBy(0, request);
    await enumerator.device.send('PUT', path(RECOVERY_ROUTES.closure, request));
    expect((await answerBy(1, request)).code).toBe('recovery.request-closed');
    expect((await send(enumerator, request)).code).toBe('recovery.request-closed');
    const left = await enumerator.device.send('GET', path(RECOVERY_ROUTES.answers, request));
    expect(RecoveryAnswers.parse(left.json()).answers).toEqual([]);
  });

  test('by enumerators and laptops are refused', async () => {
    const request = await makeRequest(enumerator);
    await send(enumerator, request);
    for (const client of [enumerator.operator, enumerator.device]) {
      const answer = await client.send('POST', path(RECOVERY_ROUTES.answers, request), {
        answer: 'AAAA',
      });
      expect(answer.code).toBe('server.forbidden');
    }
  });
});

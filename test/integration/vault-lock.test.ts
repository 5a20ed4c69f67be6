import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PASSPHRASE, setUp, startLaptop, unlock, approve, type Laptop } from './world.ts';
import { ORIGIN, startTestServer, type TestServer } from '../../server/test/test-server.ts';

let server: TestServer;
let laptop: Laptop;
let operatorId: string;
beforeAll(async () => {
  server = await startTestServer();
  const office = await startLaptop(server.app);
  await setUp(office, (await server.addPerson('administrator', ['highlands'])).code);
  laptop = await startLaptop(server.app);
  operatorId = await setUp(laptop, (await server.addPerson('enumerator', ['nahr'])).code);
  await approve(office, laptop);
}, 90_000);
afterAll(async () => {
  await server.close();
}, 30_000);

/** Holds the requests to one path back until `release`; `reached` settles when the first has come. */
function holdBack(path: string): { readonly reached: Promise<void>; readonly release: () => void } {
  const gate = Promise.withResolvers<undefined>();
  const reached = Promise.withResolvers<undefined>();
  laptop.wire.before = async (request) => {
    if (new URL(request.url).pathname.endsWith(path)) {
      reached.resolve(undefined);
      await gate.promise;
    }
    return undefined;
  };
  return { reached: reached.promise, release: () => gate.resolve(undefined) };
}

describe('a claimed code', () => {
  test('offers the factors that the policy allows, and never a shorter passphrase unsigned', async () => {
    const fresh = await startLaptop(server.app);
    const { code } = await server.addPerson('enumerator', ['nahr']);
    const claimUnder = async (policy: object) => {
      fresh.wire.after = async (request, response) => {
        if (!request.url.endsWith('/claims')) return response;
        const body = (await response.json()) as { policy: object };
        return Response.json({ ...body, policy: { ...body.policy, ...policy } });
      };
      return fresh.vault.claimCode(ORIGIN, code);
    };
    expect(await claimUnder({})).toMatchObject({ tiers: ['bound', 'passphrase-only'] });
    expect(await claimUnder({ allowedTiers: ['bound'], passphraseMinLength: 20 })).toMatchObject({
      tiers: ['bound'],
      passphraseMinLength: 20,
    });
    expect(await claimUnder({ passphraseMinLength: 8 })).toMatchObject({ passphraseMinLength: 12 });
  });
});

describe('locking', () => {
  test('does not wait for the net, and what comes back later opens nothing', async () => {
    const { code } = await server.addPerson('enumerator', ['nahr']);
    await laptop.vault.claimCode(ORIGIN, code);
    const held = holdBack('/v1/provisioning/requests');
    const setup = laptop.vault.createOperator(code, PASSPHRASE, { tier: 'passphrase-only' });
    const outcome = setup.then(
      () => 'done',
      (error: unknown) => (error as { code: string }).code,
    );
    await held.reached;
    await laptop.vault.lock();
    expect((await laptop.vault.state()).session).toBeNull();
    held.release();
    expect(await outcome).toBe('vault.locked');
    expect((await laptop.vault.state()).session).toBeNull();
    await expect(laptop.vault.listDrafts()).rejects.toMatchObject({ code: 'vault.locked' });
    await unlock(laptop, operatorId);
  }, 30_000);

  test('after a lost answer of a set-up leaves an operator who can still unlock', async () => {
    const { code } = await server.addPerson('enumerator', ['nahr']);
    const person = await laptop.vault.claimCode(ORIGIN, code);
    laptop.wire.before = () => undefined;
    laptop.wire.after = (request, response) => {
      if (!request.url.endsWith('/v1/provisioning/requests')) return response;
      throw new TypeError('connection reset');
    };
    const factor = { tier: 'passphrase-only' } as const;
    await expect(laptop.vault.createOperator(code, PASSPHRASE, factor)).rejects.toMatchObject({
      code: 'sync.offline',
    });
    laptop.wire.after = (_request, response) => response;
    await laptop.vault.lock();
    await expect(laptop.vault.createOperator(code, PASSPHRASE, factor)).rejects.toMatchObject({
      code: 'provisioning.code-invalid',
    });
    await unlock(laptop, person.operatorId);
    expect(await laptop.vault.checkGrant()).toEqual({ state: 'pending' });
    await laptop.vault.lock();
    await unlock(laptop, operatorId);
  }, 30_000);

  test('during an unlock wins', async () => {
    await laptop.vault.lock();
    await laptop.vault.beginUnlock(operatorId);
    const unlocking = laptop.vault.unlock(operatorId, PASSPHRASE, { tier: 'passphrase-only' });
    await laptop.vault.lock();
    await expect(unlocking).rejects.toMatchObject({ code: 'vault.locked' });
    expect((await laptop.vault.state()).session).toBeNull();
    await unlock(laptop, operatorId);
  });

  test('during a save loses nothing that was typed', async () => {
    const draft = await laptop.vault.createDraft('en');
    const saving = laptop.vault.saveDraft({ ...draft, answers: { familyName: 'Nasser' } });
    const locking = laptop.vault.lock();
    await Promise.all([saving, locking]);
    await unlock(laptop, operatorId);
    expect((await laptop.vault.loadDraft(draft.id)).answers['familyName']).toBe('Nasser');
  });
});

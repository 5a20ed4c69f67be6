/** The gated tier: the host has verified an assertion and released its share, which the slot key is made with. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomBytes } from '../../shared/crypto/index.ts';
import { ORIGIN, startTestServer, type TestServer } from '../../server/test/test-server.ts';
import { PASSPHRASE, startLaptop, type Laptop } from './world.ts';

const CREDENTIAL = 'Y3JlZGVudGlhbC1vZi1hLWxhcHRvcA';
const share = randomBytes(32);
let server: TestServer;
let laptop: Laptop;
let operatorId = '';

/** The worker overwrites what it was given; the host answers the same share each time. */
function proof(bytes = share, credentialId = CREDENTIAL) {
  return { tier: 'gated', credentialId, share: bytes.slice() } as const;
}

beforeAll(async () => {
  server = await startTestServer();
  laptop = await startLaptop(server.app, true);
  const { code } = await server.addPerson('administrator', ['highlands']);
  const person = await laptop.vault.claimCode(ORIGIN, code);
  operatorId = person.operatorId;
  expect(person.tiers).toContain('gated');
  await laptop.vault.createOperator(code, PASSPHRASE, proof());
  await laptop.vault.lock();
}, 60_000);
afterAll(() => server.close());

describe('the gated tier', () => {
  it('opens with the passphrase and the share that the host released, also after a restart', async () => {
    await laptop.restart();
    expect(await laptop.vault.beginUnlock(operatorId)).toEqual({ tier: 'gated' });
    const session = await laptop.vault.unlock(operatorId, PASSPHRASE, proof());
    expect(session).toMatchObject({ operatorId, tier: 'gated' });
    await laptop.vault.lock();
  });

  it.each([
    ['another share', proof(randomBytes(32)), 'vault.passphrase-wrong'],
    ['a share of no length', proof(new Uint8Array(0)), 'webauthn.foreign'],
    ['the share of another credential', proof(share, 'b3RoZXI'), 'webauthn.foreign'],
    ['no factor at all', { tier: 'passphrase-only' } as const, 'vault.slot-not-allowed'],
  ])('stays shut with %s', async (_what, factor, code) => {
    await laptop.vault.beginUnlock(operatorId);
    await expect(laptop.vault.unlock(operatorId, PASSPHRASE, factor)).rejects.toMatchObject({
      code,
    });
    expect((await laptop.vault.state()).session).toBeNull();
  });

  it('stays shut with the right share and a wrong passphrase', async () => {
    await laptop.vault.beginUnlock(operatorId);
    await expect(laptop.vault.unlock(operatorId, `${PASSPHRASE}!`, proof())).rejects.toMatchObject({
      code: 'vault.passphrase-wrong',
    });
  });

  it('is not offered by a host that can do no such thing', async () => {
    const browser = await startLaptop(server.app);
    const { code } = await server.addPerson('enumerator', ['nahr']);
    const person = await browser.vault.claimCode(ORIGIN, code);
    expect(person.tiers).not.toContain('gated');
    await expect(browser.vault.createOperator(code, PASSPHRASE, proof())).rejects.toMatchObject({
      code: 'vault.slot-not-allowed',
    });
  });
});

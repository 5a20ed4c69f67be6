import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FileRequest } from '../../renderer/vault/file-request-api.ts';
import { generateSigningSeed, sha256, signMessage } from '../../shared/crypto/index.ts';
import { concatBytes, fromBase64Url, toHex, type Bytes } from '../../shared/encoding/bytes.ts';
import { frame } from '../../shared/sync/framing.ts';
import {
  openAnswer,
  readGrantFile,
  readRequestFile,
  writeGrantFile,
  writeRequestFile,
} from '../../shared/sync/provisioning-file.ts';
import { openProvisioningRequest } from '../../shared/sync/voucher.ts';
import { flipBit } from '../support/bytes-arbitrary.ts';
import { handOver, openStick, setNetwork, writeReceipts } from './courier-steps.ts';
import { createWorld, enrol, PASSPHRASE, startLaptop, unlock, type World } from './world.ts';
import type { Laptop } from './world.ts';

const OTHER = 'provisioning.answer-not-ours';

let world: World;
/** A laptop that has never seen a network. */
let remote: Laptop;
let operatorId: string;
let listedAs: string;
beforeAll(async () => {
  world = await createWorld();
}, 90_000);
afterAll(async () => {
  await world.server.close();
}, 30_000);
beforeEach(async () => {
  remote = await newLaptop();
  operatorId = await ask(remote);
  listedAs = (await world.server.addPerson('enumerator', ['nahr'])).operatorId;
}, 30_000);

async function newLaptop(): Promise<Laptop> {
  const laptop = await startLaptop(world.server.app);
  setNetwork(laptop, false);
  return laptop;
}

/** Sets somebody up without a network; answers the id that the laptop made. */
async function ask(laptop: Laptop): Promise<string> {
  const person = await laptop.vault.beginFileSetup('Amina');
  await laptop.vault.createOperator(person.operatorId, PASSPHRASE, { tier: 'passphrase-only' });
  return person.operatorId;
}

async function approveFile(asked: Bytes, person = listedAs): Promise<Bytes> {
  const { requestHash } = await world.office.vault.openRequestFile(asked);
  return (await world.office.vault.approveRequestFile(requestHash, person)).bytes;
}

async function answered(): Promise<Bytes> {
  return approveFile((await remote.vault.requestFile()).bytes);
}

async function letIn(): Promise<void> {
  expect(await remote.vault.openGrantFile(await answered())).toMatchObject({ state: 'ready' });
  await remote.vault.acceptGrant();
}

describe('a laptop that never sees a network', () => {
  it('is let in by files, enrols, and delivers by stick', { timeout: 60_000 }, async () => {
    const { name, bytes } = await remote.vault.requestFile();
    expect(name).toMatch(/^fieldseal-[a-z]+-[a-z]+\.fsrequest$/u);
    const opened: FileRequest = await world.office.vault.openRequestFile(bytes);
    expect(opened.words).toEqual(await remote.vault.requestWords());
    expect(opened.grantedTo).toBeNull();
    expect(opened.people).toContainEqual(
      expect.objectContaining({ operatorId: listedAs, role: 'enumerator', areaIds: ['nahr'] }),
    );
    const answer = await world.office.vault.approveRequestFile(opened.requestHash, listedAs);
    expect(answer.name).toBe(name.replace('.fsrequest', '.fsgrant'));

    const check = await remote.vault.openGrantFile(answer.bytes);
    expect(check).toEqual({
      state: 'ready',
      programmeWords: (await world.office.vault.programme()).words,
      alreadyTrusted: false,
    });
    await remote.vault.acceptGrant();
    const { session, serverUrl } = await remote.vault.state();
    expect(session).toMatchObject({ operatorId, role: 'enumerator', status: 'active' });
    expect(serverUrl).toBe((await world.office.vault.state()).serverUrl);
    await remote.restart();
    await unlock(remote, operatorId);

    await enrol(remote);
    await enrol(remote);
    const report = await openStick(world.desk, await handOver(remote));
    expect(report).toMatchObject({ kind: 'batches' });
    await world.desk.vault.sync();
    await openStick(remote, await writeReceipts(world.desk));
    expect((await remote.vault.counts()).byState).toMatchObject({ saved: 0, received: 2 });
  });

  it('asks for no passphrase shorter than most programmes want, since it knows none', async () => {
    const laptop = await newLaptop();
    const person = await laptop.vault.beginFileSetup('Amina');
    expect(person.passphraseMinLength).toBe(16);
    const short = laptop.vault.createOperator(person.operatorId, 'fifteen letters', {
      tier: 'passphrase-only',
    });
    await expect(short).rejects.toMatchObject({ code: 'vault.passphrase-too-short' });
  });

  it('waits through restarts, and can save its request again', async () => {
    const before = await remote.vault.requestFile();
    const words = await remote.vault.requestWords();
    await remote.restart();
    await unlock(remote, operatorId);
    expect(await remote.vault.requestWay()).toBe('file');
    expect(await remote.vault.requestFile()).toEqual(before);
    expect(await remote.vault.requestWords()).toEqual(words);
    await letIn();
    expect(await remote.vault.requestWay()).toBe('network');
  });

  it('is given up by who asked, and by nobody who was let in', async () => {
    const answer = await answered();
    await remote.vault.giveUpRequest();
    expect(await remote.vault.state()).toMatchObject({ session: null, operators: [] });
    await ask(remote);
    await expect(remote.vault.openGrantFile(answer)).rejects.toMatchObject({ code: OTHER });
    listedAs = (await world.server.addPerson('enumerator', ['nahr'])).operatorId;
    await letIn();
    await expect(remote.vault.giveUpRequest()).rejects.toMatchObject({
      code: 'vault.operator-exists',
    });
  });

  it('syncs by itself, should it have a network one day', async () => {
    await letIn();
    await enrol(remote);
    setNetwork(remote, true);
    expect(await remote.vault.sync()).toMatchObject({ accepted: 1 });
  });

  it('has recovery from the next unlock on, under the programme that let it in', async () => {
    await letIn();
    await remote.vault.lock();
    await unlock(remote, operatorId);
    const row = await remote.context.store?.recoverySlots.get(operatorId);
    expect(row?.binding.programmeId).toBe((await world.office.vault.programme()).id);
  });

  it('lets a second person in under the server and the administrator that it knows', async () => {
    await letIn();
    const second = await ask(remote);
    listedAs = (await world.server.addPerson('enumerator', ['nahr'])).operatorId;
    const request = await openProvisioningRequest(
      readRequestFile((await remote.vault.requestFile()).bytes),
    );
    expect(request.programmeId).toBe((await world.office.vault.programme()).id);
    const check = await remote.vault.openGrantFile(await answered());
    expect(check).toMatchObject({ alreadyTrusted: true });
    await remote.vault.acceptGrant();
    expect((await remote.vault.state()).session?.operatorId).toBe(second);
  });
});

describe('on the new laptop', () => {
  it('any other file is refused, nothing is lost, and the right one still opens', async () => {
    const answer = await answered();
    const other = await newLaptop();
    await ask(other);
    const person = await world.server.addPerson('enumerator', ['nahr']);
    const foreign = await approveFile((await other.vault.requestFile()).bytes, person.operatorId);
    const cases: readonly (readonly [string, Bytes])[] = [
      ['provisioning.file-unknown', (await remote.vault.requestFile()).bytes],
      ['provisioning.file-unknown', answer.slice(0, 3)],
      ['provisioning.file-damaged', answer.slice(0, -40)],
      ['provisioning.file-damaged', flipBit(answer, answer.length - 1)],
      [OTHER, foreign],
    ];
    for (const [code, file] of cases) {
      await expect(remote.vault.openGrantFile(file)).rejects.toMatchObject({ code });
      await expect(remote.vault.acceptGrant()).rejects.toMatchObject({
        code: 'provisioning.pending',
      });
    }
    expect(await remote.vault.openGrantFile(answer)).toMatchObject({ state: 'ready' });
  });

  it('the answer to an earlier request of the same person is refused', async () => {
    const early = await answered();
    await ask(remote);
    await expect(remote.vault.openGrantFile(early)).rejects.toMatchObject({ code: OTHER });
  });

  it('an answer that the administrator did not sign lets nobody in', async () => {
    const { answer } = await readGrantFile(await answered());
    const content = await openAnswer(
      remote.context.session?.operatorKeys.agreement ?? fail(),
      answer,
    );
    const request = await openProvisioningRequest(
      readRequestFile((await remote.vault.requestFile()).bytes),
    );
    const { key: stranger } = await generateSigningSeed();
    const forged = await writeGrantFile(
      stranger,
      answer.requestHash,
      fromBase64Url(request.operatorAgreementKey.key),
      content,
    );
    await expect(remote.vault.openGrantFile(forged)).rejects.toMatchObject({
      code: 'provisioning.grant-tampered',
    });
  });
});

describe('at the administrator’s', () => {
  it('a file opened twice lets nobody in twice; its answer can be saved again', async () => {
    const asked = (await remote.vault.requestFile()).bytes;
    await approveFile(asked);
    const { grantedTo, people, requestHash } = await world.office.vault.openRequestFile(asked);
    expect(grantedTo).toMatch(/^Test Person/u);
    expect(people).toEqual([]);
    await expect(
      world.office.vault.approveRequestFile(requestHash, listedAs),
    ).rejects.toMatchObject({ code: 'provisioning.not-listed' });
    const { bytes } = await world.office.vault.grantFile(requestHash);
    expect(await remote.vault.openGrantFile(bytes)).toMatchObject({ state: 'ready' });
  });

  it('a lost answer of the server loses nothing: the file is opened again', async () => {
    const asked = (await remote.vault.requestFile()).bytes;
    const { requestHash } = await world.office.vault.openRequestFile(asked);
    world.office.wire.after = (request, response) => {
      if (request.method === 'PUT') throw new TypeError('fetch failed');
      return response;
    };
    await expect(
      world.office.vault.approveRequestFile(requestHash, listedAs),
    ).rejects.toMatchObject({ code: 'sync.offline' });
    world.office.wire.after = (_request, response) => response;
    expect(await world.office.vault.openRequestFile(asked)).toMatchObject({
      grantedTo: expect.stringMatching(/^Test Person/u) as string,
    });
    const { bytes } = await world.office.vault.grantFile(requestHash);
    expect(await remote.vault.openGrantFile(bytes)).toMatchObject({ state: 'ready' });
  });

  it('a request that was put aside leaves nothing at the server, and may come again', async () => {
    const asked = (await remote.vault.requestFile()).bytes;
    const { requestHash } = await world.office.vault.openRequestFile(asked);
    await world.office.vault.rejectRequestFile(requestHash);
    await expect(
      world.office.vault.approveRequestFile(requestHash, listedAs),
    ).rejects.toMatchObject({ code: 'provisioning.request-unknown' });
    expect(await remote.vault.openGrantFile(await approveFile(asked))).toMatchObject({
      state: 'ready',
    });
  });

  it('other files are refused, and nobody but an administrator opens any', async () => {
    const asked = (await remote.vault.requestFile()).bytes;
    const { office, field, enumeratorId } = world;
    const request = await openProvisioningRequest(readRequestFile(asked));
    const { key } = await generateSigningSeed();
    const foreign = writeRequestFile(
      await signMessage(key, 'provisioning-request', {
        ...request,
        programmeId: 'another-programme',
        operatorSigningKey: { kid: key.kid, key: Buffer.from(key.publicKey).toString('base64url') },
      }),
    );
    const cases: readonly (readonly [string, Bytes])[] = [
      ['provisioning.other-programme', foreign],
      ['provisioning.file-damaged', asked.slice(0, -1)],
      ['provisioning.file-damaged', flipBit(asked, asked.length - 1)],
      ['provisioning.file-unknown', concatBytes(frame(asked))],
    ];
    for (const [code, file] of cases) {
      await expect(office.vault.openRequestFile(file)).rejects.toMatchObject({ code });
    }
    await unlock(field, enumeratorId);
    await expect(field.vault.openRequestFile(asked)).rejects.toMatchObject({
      code: 'server.forbidden',
    });
  });

  it('the server hears nothing of a request before its approval', async () => {
    const asked = (await remote.vault.requestFile()).bytes;
    await world.office.vault.openRequestFile(asked);
    const hash = toHex(sha256(readRequestFile(asked)));
    const rows = await world.server.db
      .selectFrom('provisioning_requests')
      .select('state')
      .where('request_hash', '=', hash)
      .execute();
    expect(rows).toEqual([]);
    expect(await world.office.vault.listRequests()).toEqual([]);
  });
});

function fail(): never {
  throw new Error('nobody is signed in');
}

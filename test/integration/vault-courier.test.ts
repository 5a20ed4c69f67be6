import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sealMany } from '../../renderer/vault/records/seal-many.ts';
import { generateSigningSeed, randomBytes, sha256 } from '../../shared/crypto/index.ts';
import { toHex } from '../../shared/encoding/bytes.ts';
import { enrolmentOf, samplePeople } from '../bench/page/sample-people.ts';
import { sampleBatch } from '../support/sample-batch.ts';
import { flipBit } from '../support/bytes-arbitrary.ts';
import {
  handOver,
  openStick,
  partsOf,
  setNetwork,
  stickOf,
  writeReceipts,
} from './courier-steps.ts';
import { addLaptop, withStore } from './open-window.ts';
import { createWorld, enrol, unlock, type Laptop, type World } from './world.ts';

let world: World;
/** An enumerator's laptop that never has a network. */
let remote: Laptop;
let remoteOperator: string;
beforeAll(async () => {
  world = await createWorld();
}, 90_000);
afterAll(async () => {
  await world.server.close();
}, 30_000);
beforeEach(async () => {
  const added = await addLaptop(world);
  remote = added.laptop;
  remoteOperator = added.operatorId;
  setNetwork(remote, false);
  const carried = await world.desk.vault.listCarried();
  await world.desk.vault.dropCarried(carried.map(({ batchHash }) => batchHash));
  setNetwork(world.desk, true);
});

const statesOf = async (laptop: Laptop) => (await laptop.vault.counts()).byState;
const deviceOf = (laptop: Laptop): string => laptop.context.host?.deviceKey?.kid ?? '';

/** Records of the laptop that the server holds. */
async function heldOf(laptop: Laptop): Promise<number> {
  const rows = await world.server.db
    .selectFrom('records')
    .select('record_id')
    .where('device_id', '=', deviceOf(laptop))
    .execute();
  return rows.length;
}

/** Batches of one record each, in one file. */
async function handOverEach(laptop: Laptop, count: number) {
  for (let nth = 0; nth < count; nth++) {
    await enrol(laptop);
    await laptop.vault.planHandOver();
  }
  return handOver(laptop);
}

async function enrolMany(laptop: Laptop, count: number): Promise<void> {
  const { enrolmentAreaIds, notice } = await laptop.vault.programme();
  const people = samplePeople(7, count);
  await sealMany(
    laptop.context,
    people.map((person) => enrolmentOf(person, enrolmentAreaIds[0] ?? '', notice.version)),
  );
}

describe('handing over', () => {
  it('writes the very bytes that the network would get, marks nothing as received, and says when', async () => {
    const stick = await handOverEach(remote, 2);
    expect(await statesOf(remote)).toMatchObject({ saved: 0, 'in-batch': 2, received: 0 });
    const batches = await remote.vault.listBatches();
    expect(batches.map(({ state }) => state)).toEqual(['waiting', 'waiting']);
    expect(batches.every(({ handedOverAt }) => handedOverAt !== null)).toBe(true);

    const posted: string[] = [];
    remote.wire.before = async (request) => {
      const body = new Uint8Array(await request.arrayBuffer());
      if (request.url.endsWith('/v1/batches')) posted.push(toHex(sha256(body)));
      return undefined;
    };
    expect(await remote.vault.sync()).toMatchObject({ batches: 2, accepted: 2 });
    expect(posted).toEqual((await partsOf(stick)).map((part) => toHex(sha256(part))));
  });

  it('and sending later is one batch: the same receipt, nothing doubled, whichever is first', async () => {
    const stick = await handOverEach(remote, 1);
    setNetwork(remote, true);
    expect(await remote.vault.sync()).toMatchObject({ accepted: 1 });
    await openStick(world.desk, stick);
    expect(await world.desk.vault.sync()).toMatchObject({ carried: 1 });
    expect(await heldOf(remote)).toBe(1);
    const receipts = await writeReceipts(world.desk);
    expect(await openStick(remote, receipts)).toMatchObject({ settled: 0, known: 1 });

    const second = await handOverEach(remote, 1);
    await openStick(world.desk, second);
    await world.desk.vault.sync();
    expect(await remote.vault.sync()).toMatchObject({ batches: 1, accepted: 1 });
    expect(await heldOf(remote)).toBe(2);
  });

  it('can be done again: the same batches, byte for byte, and what was saved since', async () => {
    const first = await handOverEach(remote, 2);
    expect(await handOver(remote)).toEqual(first);
    await enrol(remote);
    const third = await partsOf(await handOver(remote));
    expect(third).toHaveLength(3);
    expect(stickOf('batches', third.slice(0, 2))).toEqual(first);
  });

  it('fills several files where one has no room, what was never handed over coming first', async () => {
    await handOverEach(remote, 3);
    await withStore(remote, (store) =>
      store.batches.toCollection().modify((batch) => {
        Object.assign(batch, { size: 100 * 1024 * 1024, handedOverAt: undefined });
      }),
    );
    const sequences = async (): Promise<readonly number[]> => {
      const { batches } = await remote.vault.planHandOver();
      await remote.vault.noteHandOver(batches.map(({ batchHash }) => batchHash));
      return batches.map(({ sequence }) => sequence);
    };
    expect(await remote.vault.planHandOver()).toMatchObject({ left: 1, isReady: true });
    expect(await sequences()).toEqual([1, 2]);
    expect((await sequences()).includes(3)).toBe(true);
  });

  it('takes along what an import left, some at a time, so that it can be stopped in between', async () => {
    for (let page = 0; page < 7; page++) await enrolMany(remote, 2);
    expect(await remote.vault.planHandOver()).toMatchObject({ isReady: false });
    await openStick(world.desk, await handOver(remote));
    await world.desk.vault.sync();
    expect(await heldOf(remote)).toBe(14);
  });

  it('works under a lock, and so does reading the receipts', async () => {
    await enrol(remote);
    await remote.vault.lock();
    const stick = await handOver(remote);
    await openStick(world.desk, stick);
    await world.desk.vault.sync();
    expect(await openStick(remote, await writeReceipts(world.desk))).toMatchObject({ settled: 1 });
    await unlock(remote, remoteOperator);
    expect(await statesOf(remote)).toMatchObject({ 'in-batch': 0, received: 1 });
  });

  it('makes a batch anew that was damaged on the laptop', async () => {
    await handOverEach(remote, 2);
    await withStore(remote, async (store) => {
      const batch = (await store.batches.get(1))!;
      await store.batches.update(1, { bytes: flipBit(batch.bytes!, 40) });
    });
    const [damaged] = (await remote.vault.planHandOver()).batches;
    expect(await remote.vault.handOverBatch(1, damaged!.batchHash)).toBeNull();
    const stick = await handOver(remote);
    await openStick(world.desk, stick);
    await world.desk.vault.sync();
    await openStick(remote, await writeReceipts(world.desk));
    expect(await statesOf(remote)).toMatchObject({ 'in-batch': 0, received: 2 });
  });
});

describe('the whole loop', () => {
  it.each([
    ['a supervisor', () => world.desk],
    ['an administrator', () => world.office],
    ['another enumerator', () => world.field],
  ])(
    '%s carries, is restarted in between, and brings the receipts back',
    async (_who, carrierOf) => {
      const carrier = carrierOf();
      const recordId = await enrol(remote);
      const stick = await handOver(remote);
      setNetwork(carrier, false);
      expect(await openStick(carrier, stick)).toMatchObject({
        kind: 'batches',
        taken: 1,
        records: 1,
      });
      await carrier.restart();
      await expect(carrier.vault.sync()).rejects.toMatchObject({ code: 'sync.offline' });
      const { deviceCode } = await remote.vault.state();
      expect(await carrier.vault.listCarried()).toMatchObject([
        { deviceCode, sequence: 1, records: 1, state: 'waiting', problem: null },
      ]);
      setNetwork(carrier, true);
      // Locked: its device's key delivers.
      expect(await carrier.vault.sync()).toMatchObject({ carried: 1, batches: 0 });
      await carrier.restart();
      expect(await carrier.vault.listCarried()).toMatchObject([{ state: 'received' }]);
      const receipts = await writeReceipts(carrier);
      expect(await carrier.vault.listCarried()).toMatchObject([{ state: 'written' }]);
      await expect(remote.vault.openRecord(recordId)).resolves.toMatchObject({ id: recordId });
      expect(await openStick(remote, receipts)).toEqual({
        kind: 'receipts',
        settled: 1,
        accepted: 1,
        alreadyHeld: 0,
        refused: 0,
        photos: 0,
        photosLeft: 0,
        known: 0,
        forOthers: 0,
        failures: [],
        isStopped: false,
      });
      expect(await statesOf(remote)).toMatchObject({ received: 1, 'in-batch': 0 });
      await expect(remote.vault.openRecord(recordId)).rejects.toMatchObject({
        code: 'vault.record-sealed',
      });
      await carrier.vault.dropCarried((await carrier.vault.receiptsFile()).batchHashes);
      expect(await carrier.vault.listCarried()).toEqual([]);
      const [operator] = (await carrier.vault.state()).operators;
      await unlock(carrier, operator!.operatorId);
    },
  );

  it('takes receipts in reverse order, twice, and from single files', async () => {
    await openStick(world.desk, await handOverEach(remote, 3));
    await world.desk.vault.sync();
    const receipts = await partsOf(await writeReceipts(world.desk));
    const newest = receipts.at(-1)!;
    expect(await openStick(remote, newest)).toMatchObject({ settled: 1 });
    const lastServerTime = await withStore(
      remote,
      async (store) => (await store.read('sync'))!.lastServerTime,
    );
    const reversed = stickOf('receipts', receipts.toReversed());
    expect(await openStick(remote, reversed)).toMatchObject({ settled: 2, known: 1 });
    expect(await openStick(remote, reversed)).toMatchObject({ settled: 0, known: 3 });
    expect(await statesOf(remote)).toMatchObject({ received: 3, 'in-batch': 0 });
    // What was heard last stays the last, whatever is read afterwards.
    expect(
      await withStore(remote, async (store) => (await store.read('sync'))!.lastServerTime),
    ).toBe(lastServerTime);
    await enrol(remote);
    await openStick(world.desk, await handOver(remote));
    expect(await world.desk.vault.sync()).toMatchObject({ carried: 1 });
  });

  it('takes the same file twice as one, and goes in pieces where batches are large', async () => {
    await enrolMany(remote, 80);
    const stick = await handOver(remote);
    expect(stick.length).toBeGreaterThan(128 * 1024);
    expect(await openStick(world.desk, stick)).toMatchObject({ taken: 1, records: 80, known: 0 });
    expect(await openStick(world.desk, stick)).toMatchObject({ taken: 0, records: 0, known: 1 });
    const methods: string[] = [];
    let isLost = false;
    world.desk.wire.before = (request) => {
      methods.push(request.method);
      if (request.method !== 'PATCH' || isLost) return undefined;
      isLost = true;
      throw new TypeError('fetch failed');
    };
    expect(await world.desk.vault.sync()).toMatchObject({ carried: 1 });
    expect(methods.filter((method) => method === 'PATCH').length).toBeGreaterThan(1);
    expect(await heldOf(remote)).toBe(80);
    expect(await openStick(remote, await writeReceipts(world.desk))).toMatchObject({
      accepted: 80,
    });
  });
});

describe('reading a file', () => {
  it('tells how far it is, and keeps what it took when it is stopped', async () => {
    const stick = await handOverEach(remote, 3);
    const { vault } = world.desk;
    const told: number[] = [];
    await vault.subscribe((event) => {
      if (event.type !== 'stick-progress') return;
      told.push(event.progress.done);
      if (told.length === 2) void vault.stopStick();
    });
    const stopped = await openStick(world.desk, stick);
    expect(stopped).toMatchObject({ isStopped: true });
    const { length } = await vault.listCarried();
    expect(length).toBeLessThan(3);
    expect(length).toBeGreaterThan(0);
    expect(await openStick(world.desk, stick)).toMatchObject({
      taken: 3 - length,
      known: length,
      isStopped: false,
    });
    expect(told.toSorted((a, b) => a - b)[0]).toBeGreaterThan(0);
  });
});

describe('a file that is not as it should be', () => {
  it('cut short is refused whole, by its lengths, and nothing of it is taken', async () => {
    const stick = await handOverEach(remote, 2);
    for (const length of [9, 20, stick.length - 400, stick.length - 1]) {
      await expect(openStick(world.desk, stick.slice(0, length))).rejects.toMatchObject({
        code: 'courier.truncated',
      });
    }
    expect(await world.desk.vault.listCarried()).toEqual([]);
    await expect(openStick(world.desk, randomBytes(500))).rejects.toMatchObject({
      code: 'courier.unknown-file',
    });
    // The laptop that wrote it holds everything, and writes it again.
    expect(await handOver(remote)).toEqual(stick);
  });

  it('with one damaged batch gives the others, and names it', async () => {
    const parts = await partsOf(await handOverEach(remote, 3));
    const broken = stickOf('batches', [parts[0]!, flipBit(parts[1]!, 700), parts[2]!]);
    expect(await openStick(world.desk, broken)).toMatchObject({
      taken: 2,
      failures: [{ part: 2, code: expect.stringMatching(/^sync\.batch/u) as string }],
    });
    // The third waits for the second, which a better copy brings.
    expect(await world.desk.vault.sync()).toMatchObject({ carried: 1 });
    expect(await world.desk.vault.listCarried()).toMatchObject([
      { sequence: 1, state: 'received' },
      { sequence: 3, state: 'waiting', problem: { code: 'sync.batch-gap', expected: 2 } },
    ]);
    await openStick(world.desk, stickOf('batches', [parts[1]!]));
    expect(await world.desk.vault.sync()).toMatchObject({ carried: 2 });
    expect(await heldOf(remote)).toBe(3);
    await expect(
      openStick(world.desk, stickOf('batches', [flipBit(parts[0]!, 700)])),
    ).rejects.toMatchObject({ code: expect.stringMatching(/^sync\.batch/u) as string });
  });

  it('of this laptop’s own batches, or of another programme’s, is refused', async () => {
    const stick = await handOverEach(remote, 1);
    await expect(openStick(remote, stick)).rejects.toMatchObject({ code: 'courier.own-batch' });
    const { bytes } = await sampleBatch((await generateSigningSeed()).key);
    await expect(openStick(world.desk, bytes)).rejects.toMatchObject({
      code: 'courier.other-programme',
    });
  });

  it('of receipts for other laptops is refused; those for this one among them are taken', async () => {
    const { laptop: neighbour } = await addLaptop(world);
    setNetwork(neighbour, false);
    await openStick(world.desk, await handOverEach(remote, 1));
    await world.desk.vault.sync();
    await expect(openStick(neighbour, await writeReceipts(world.desk))).rejects.toMatchObject({
      code: 'courier.other-laptop',
    });
    await openStick(world.desk, await handOverEach(neighbour, 1));
    await world.desk.vault.sync();
    expect(await openStick(neighbour, await writeReceipts(world.desk))).toMatchObject({
      settled: 1,
      forOthers: 1,
    });
    expect(await statesOf(remote)).toMatchObject({ received: 0, 'in-batch': 1 });
  });

  it('with a receipt that was changed marks nothing by it, and takes the others', async () => {
    await openStick(world.desk, await handOverEach(remote, 2));
    await world.desk.vault.sync();
    const receipts = await partsOf(await writeReceipts(world.desk));
    const changed = receipts.map((receipt, at) => (at === 0 ? flipBit(receipt, 90) : receipt));
    expect(await openStick(remote, stickOf('receipts', changed))).toMatchObject({
      settled: 1,
      failures: [{ part: 1, code: 'courier.receipt-invalid' }],
    });
    expect(await statesOf(remote)).toMatchObject({ received: 1, 'in-batch': 1 });
    await expect(openStick(remote, changed[0]!)).rejects.toMatchObject({
      code: 'courier.receipt-invalid',
    });
    expect(await openStick(remote, receipts[0]!)).toMatchObject({ settled: 1 });
  });
});

describe('what the server refuses', () => {
  it('of a revoked laptop stays with the carrier, says why, and holds up no other laptop’s', async () => {
    const { laptop: neighbour } = await addLaptop(world);
    await openStick(world.desk, await handOverEach(remote, 2));
    await openStick(world.desk, await handOverEach(neighbour, 1));
    await world.office.vault.revokeDevice(deviceOf(remote));
    const requests: string[] = [];
    world.desk.wire.before = (request) => {
      if (request.url.endsWith('/v1/batches')) requests.push(request.url);
      return undefined;
    };
    expect(await world.desk.vault.sync()).toMatchObject({ carried: 1 });
    const carried = await world.desk.vault.listCarried();
    expect(carried.filter(({ state }) => state === 'received')).toHaveLength(1);
    expect(carried.filter(({ problem }) => problem?.code === 'sync.maker-revoked')).toHaveLength(2);
    expect(await heldOf(remote)).toBe(0);
    // The second follows the first and is not sent; neither is sent again before a day has passed.
    expect(requests).toHaveLength(2);
    await world.desk.vault.sync();
    expect(requests).toHaveLength(2);
    const dayBefore = new Date(Date.now() - 25 * 3_600_000).toISOString();
    await withStore(world.desk, (store) =>
      store.carried
        .filter(({ problem }) => problem !== null)
        .modify((row) => {
          Object.assign(row, { problem: { ...row.problem, at: dayBefore } });
        }),
    );
    await world.desk.vault.sync();
    expect(requests).toHaveLength(3);
  });

  it('of a revoked carrier is delivered by another, from the same file', async () => {
    const { laptop: carrier } = await addLaptop(world);
    const stick = await handOverEach(remote, 1);
    await openStick(carrier, stick);
    await world.office.vault.revokeDevice(deviceOf(carrier));
    await expect(carrier.vault.sync()).rejects.toMatchObject({ code: 'sync.device-revoked' });
    expect(await carrier.vault.listCarried()).toMatchObject([{ state: 'waiting' }]);
    await openStick(world.desk, stick);
    expect(await world.desk.vault.sync()).toMatchObject({ carried: 1 });
  });

  it('is carried on by a laptop whose own batches do not go through', async () => {
    const { laptop: carrier } = await addLaptop(world);
    await openStick(carrier, await handOverEach(remote, 1));
    await enrol(carrier);
    const own: string[] = [];
    carrier.wire.before = async (request) => {
      if (!request.url.endsWith('/v1/batches')) return undefined;
      const hash = toHex(sha256(new Uint8Array(await request.arrayBuffer())));
      const isCarried = (await carrier.vault.listCarried()).some(
        ({ batchHash }) => batchHash === hash,
      );
      if (isCarried) return undefined;
      own.push(hash);
      const problem = {
        type: 'x',
        title: 'x',
        status: 400,
        code: 'server.input-invalid',
        details: {},
        requestId: 'r',
      };
      return Response.json(problem, { status: 400 });
    };
    await expect(carrier.vault.sync()).rejects.toMatchObject({ code: 'server.input-invalid' });
    expect(own).toHaveLength(1);
    expect(await carrier.vault.listCarried()).toMatchObject([{ state: 'received' }]);
  });
});

describe('a laptop that made its batches anew after they were handed over', () => {
  it('learns from the receipts where the server stands, and needs no network to go on', async () => {
    const stick = await handOverEach(remote, 3);
    await withStore(remote, async (store) => {
      const batch = (await store.batches.get(2))!;
      await store.batches.update(2, { bytes: flipBit(batch.bytes!, 40) });
    });
    const damaged = (await remote.vault.planHandOver()).batches[1]!;
    expect(await remote.vault.handOverBatch(2, damaged.batchHash)).toBeNull();
    const anew = await handOver(remote);
    // The old file arrives first.
    await openStick(world.desk, stick);
    await world.desk.vault.sync();
    const carried = await world.desk.vault.openStick(new Blob([anew]));
    expect(carried).toMatchObject({ kind: 'batches' });
    await world.desk.vault.sync();
    expect(await heldOf(remote)).toBe(3);
    expect(await openStick(remote, await writeReceipts(world.desk))).toMatchObject({ known: 3 });
    const third = await handOver(remote);
    await openStick(world.desk, third);
    await world.desk.vault.sync();
    await openStick(remote, await writeReceipts(world.desk));
    expect(await statesOf(remote)).toMatchObject({ saved: 0, 'in-batch': 0, received: 3 });
    expect(await heldOf(remote)).toBe(3);
  });
});

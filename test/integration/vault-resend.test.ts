import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FieldsealStore } from '../../renderer/vault/database/store.ts';
import { copyBytes, type Bytes } from '../../shared/encoding/bytes.ts';
import { withStore } from './open-window.ts';
import { attachmentsOn, enrolWithPhoto } from './photo-steps.ts';
import { createWorld, enrol, reviewAll, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
}, 90_000);
afterAll(async () => {
  await world.server.close();
}, 30_000);
beforeEach(() => {
  world.field.wire.before = () => undefined;
  world.field.wire.after = (_request, response) => response;
});

const withRawStore = <T>(work: (store: FieldsealStore) => Promise<T>): Promise<T> =>
  withStore(world.field, work);

function flipped(bytes: Bytes): Bytes {
  const copy = copyBytes(bytes);
  copy[copy.length - 5] = (copy[copy.length - 5] ?? 0) ^ 1;
  return copy;
}

/** Enrols a person and puts the record into a waiting batch of its own. */
async function enrolWaiting(): Promise<string> {
  const { field } = world;
  const recordId = await enrol(field);
  field.wire.before = (request) => {
    if (request.url.endsWith('/v1/batches')) throw new TypeError('fetch failed');
    return undefined;
  };
  await expect(field.vault.sync()).rejects.toMatchObject({ code: 'sync.offline' });
  field.wire.before = () => undefined;
  return recordId;
}

async function stateOf(recordId: string): Promise<readonly [string, string | null]> {
  return withRawStore(async (store) => {
    const row = (await store.records.get(recordId))!;
    return [row.state, row.refusal];
  });
}

/** The server refuses each batch that names one of the records, as long as the wire is not replaced. */
function refuseBatchesWith(recordIds: readonly string[], code: string, status: number): void {
  world.field.wire.before = async (request) => {
    if (!request.url.endsWith('/v1/batches')) return undefined;
    const body = Buffer.from(await request.arrayBuffer());
    if (!recordIds.some((id) => body.includes(id))) return undefined;
    return Response.json(
      { type: 'about:blank', title: 'x', status, code, details: {}, requestId: 'r' },
      { status },
    );
  };
}

async function heldByServer(recordId: string): Promise<boolean> {
  const row = await world.server.db
    .selectFrom('records')
    .select('record_id')
    .where('record_id', '=', recordId)
    .executeTakeFirst();
  return row !== undefined;
}

/** The server as its backup of the time had it: everything of the laptop after `sequence` is gone. */
async function restoreServerTo(sequence: number): Promise<void> {
  const { db } = world.server;
  const { deviceId } = await withRawStore(async (store) => (await store.read('device'))!);
  const last = await db
    .selectFrom('batches')
    .select(['batch_hash', 'received_at'])
    .where('device_id', '=', deviceId)
    .where('sequence', '=', sequence)
    .executeTakeFirstOrThrow();
  await db.deleteFrom('decisions').execute();
  await db
    .deleteFrom('attachments')
    .where('device_id', '=', deviceId)
    .where('received_at', '>', last.received_at)
    .execute();
  await db
    .deleteFrom('records')
    .where('device_id', '=', deviceId)
    .where('received_at', '>', last.received_at)
    .execute();
  await db
    .deleteFrom('batches')
    .where('device_id', '=', deviceId)
    .where('sequence', '>', sequence)
    .execute();
  await db
    .updateTable('devices')
    .set({ last_sequence: sequence, last_batch_hash: last.batch_hash })
    .where('device_id', '=', deviceId)
    .execute();
}

describe('a store that lost bits', () => {
  test('a damaged batch is built again of its records, and those behind it go too', async () => {
    const { field } = world;
    const ids = [await enrolWaiting(), await enrolWaiting()];
    const first = await withRawStore(async (store) => {
      const batch = (await store.batches.where({ state: 'waiting' }).first())!;
      await store.batches.update(batch.sequence, { bytes: flipped(batch.bytes!) });
      return batch.sequence;
    });
    expect(await field.vault.sync()).toMatchObject({ accepted: 2, refused: 0 });
    for (const id of ids) {
      expect(await stateOf(id)).toEqual(['received', null]);
      expect(await heldByServer(id)).toBe(true);
    }
    const [newest] = await field.vault.listBatches();
    expect(newest?.sequence).toBe(first);
  });

  test('a record whose item is damaged or missing is named and holds up no other', async () => {
    const { field } = world;
    const damaged = [await enrol(field), await enrol(field), await enrol(field)];
    const good = await enrol(field);
    await withRawStore(async (store) => {
      const row = (await store.items.get(damaged[0]!))!;
      await store.items.update(row.recordId, { item: flipped(row.item) });
      await store.items.update(damaged[1]!, { item: new Uint8Array(0) });
      await store.items.delete(damaged[2]!);
    });
    expect(await field.vault.sync()).toMatchObject({ accepted: 1 });
    expect(await stateOf(good)).toEqual(['received', null]);
    for (const id of damaged) {
      expect(await stateOf(id)).toEqual(['refused', 'sync.item-malformed']);
    }
  });
});

describe('a server that refuses a whole batch', () => {
  test.each([
    ['server.too-large', 413],
    ['sync.batch-malformed', 400],
  ] as const)(
    '%s: the record at fault is set aside, all others arrive',
    async (code, status) => {
      const { field } = world;
      const ids: string[] = [];
      for (let nth = 0; nth < 7; nth++) ids.push(await enrol(field));
      const bad = ids[2]!;
      refuseBatchesWith([bad], code, status);
      expect(await field.vault.sync()).toMatchObject({ accepted: 6 });
      expect(await stateOf(bad)).toEqual(['refused', code]);
      expect((await field.vault.openRecord(bad)).id).toBe(bad);
      const { byState } = await field.vault.counts();
      expect(byState).toMatchObject({ saved: 0, 'in-batch': 0 });
      const later = await enrol(field);
      expect(await field.vault.sync()).toMatchObject({ accepted: 1 });
      expect(await heldByServer(later)).toBe(true);
      const correction = await field.vault.correctRecord(bad);
      field.wire.before = () => undefined;
      expect(await field.vault.sealDraft(correction.id)).toMatchObject({ version: 1 });
      expect(await field.vault.sync()).toMatchObject({ accepted: 1 });
    },
    30_000,
  );

  test('a server that refuses everything is not believed to mean every record', async () => {
    const { field } = world;
    const ids: string[] = [];
    for (let nth = 0; nth < 9; nth++) ids.push(await enrol(field));
    refuseBatchesWith(ids, 'sync.batch-malformed', 400);
    await expect(field.vault.sync()).rejects.toMatchObject({ code: 'sync.batch-malformed' });
    const states = await Promise.all(ids.map(stateOf));
    expect(states.filter(([state]) => state === 'refused').length).toBeLessThanOrEqual(3);
    field.wire.before = () => undefined;
    expect((await field.vault.sync()).accepted).toBeGreaterThanOrEqual(6);
  }, 30_000);

  test('a batch of an older app is written again by this one, once', async () => {
    const { field } = world;
    const recordId = await enrolWaiting();
    let refusals = 0;
    field.wire.before = (request) => {
      if (!request.url.endsWith('/v1/batches') || refusals > 0) return undefined;
      refusals += 1;
      const code = 'sync.protocol-too-old';
      const problem = { type: 'x', title: 'x', status: 400, code, details: {}, requestId: 'r' };
      return Response.json(problem, { status: 400 });
    };
    expect(await field.vault.sync()).toMatchObject({ accepted: 1 });
    expect(await heldByServer(recordId)).toBe(true);
    const waiting = await enrolWaiting();
    refuseBatchesWith([waiting], 'sync.protocol-too-old', 400);
    await expect(field.vault.sync()).rejects.toMatchObject({ code: 'sync.protocol-too-old' });
    field.wire.before = () => undefined;
    expect(await field.vault.sync()).toMatchObject({ accepted: 1 });
  });
});

describe('a server or a laptop that was restored from a backup', () => {
  test('the server lost batches: what it no longer holds is sent again', async () => {
    const { field, desk } = world;
    await enrol(field);
    await field.vault.sync();
    const kept = (await field.vault.listBatches())[0]!.sequence;
    await reviewAll(desk, { verdict: 'approved' });
    await field.vault.sync();
    const lost: string[] = [];
    for (let nth = 0; nth < 2; nth++) {
      lost.push(await enrol(field));
      await field.vault.sync();
    }
    await restoreServerTo(kept);
    for (const id of lost) expect(await heldByServer(id)).toBe(false);
    const fresh = await enrol(field);
    expect(await field.vault.sync()).toMatchObject({ accepted: 3, refused: 0 });
    for (const id of [...lost, fresh]) {
      expect(await heldByServer(id)).toBe(true);
      expect(await stateOf(id)).toEqual(['received', null]);
    }
    expect((await field.vault.counts()).byState).toMatchObject({ saved: 0, 'in-batch': 0 });
    expect(await reviewAll(desk, { verdict: 'approved' })).toBeGreaterThanOrEqual(3);
    await field.vault.sync();
    for (const id of [...lost, fresh]) expect(await stateOf(id)).toEqual(['approved', null]);
  }, 30_000);

  test('the server lost photos: they are sent again until their records are approved', async () => {
    const { field, desk } = world;
    await enrol(field);
    await field.vault.sync();
    const kept = (await field.vault.listBatches())[0]!.sequence;
    await enrolWithPhoto(field);
    expect(await field.vault.sync()).toMatchObject({ accepted: 1, photos: 1 });
    expect(await attachmentsOn(field)).toEqual({ received: 1 });
    await restoreServerTo(kept);
    expect(await field.vault.sync()).toMatchObject({ accepted: 0 });
    await enrol(field);
    expect(await field.vault.sync()).toMatchObject({ accepted: 2, photos: 1 });
    await reviewAll(desk, { verdict: 'approved' });
    await field.vault.sync();
    expect(await attachmentsOn(field)).toEqual({});
  }, 30_000);

  test('the laptop fell behind: it goes on where the server stands', async () => {
    const { field } = world;
    const before = await withRawStore(async (store) => (await store.read('sync'))!);
    const known = await enrol(field);
    await field.vault.sync();
    await withRawStore(async (store) => {
      await store.write('sync', before);
      await store.batches.where('sequence').above(before.lastSequence).delete();
    });
    const fresh = await enrol(field);
    expect(await field.vault.sync()).toMatchObject({ accepted: 1 });
    expect(await stateOf(fresh)).toEqual(['received', null]);
    expect(await stateOf(known)).toEqual(['received', null]);
  });
});

describe('two windows', () => {
  test('a receipt of a batch that was built again meanwhile changes nothing of the new one', async () => {
    const { field } = world;
    const recordId = await enrolWaiting();
    const exchange = async (): Promise<void> =>
      withRawStore(async (store) => {
        const batch = (await store.batches.where({ state: 'waiting' }).first())!;
        await store.batches.update(batch.sequence, { batchHash: 'f'.repeat(64) });
      });
    field.wire.after = async (request, response) => {
      if (request.url.endsWith('/v1/batches')) await exchange();
      return response;
    };
    await field.vault.sync();
    expect(await stateOf(recordId)).toEqual(['in-batch', null]);
    field.wire.after = (_request, response) => response;
    expect(await field.vault.sync()).toMatchObject({ alreadyHeld: 1 });
    expect(await stateOf(recordId)).toEqual(['received', null]);
  });
});

/** The measurements of the server: a real process over a durable PostgreSQL, laptops that send as fast as they are let. */
import http from 'node:http';
import { sql } from 'kysely';
import { WHOLE_PROGRAMME } from '../../../server/db/scope.ts';
import type { ActiveParty } from '../../../server/test/provision.ts';
import { fillStore } from './fill-store.ts';
import {
  ITEMS_PER_BATCH,
  makeBatches,
  makeReady,
  send,
  type ReadyBatch,
  type Sent,
} from './laptop-load.ts';
import { watchMemory } from './memory-watch.ts';
import { measurePull, type PullResult } from './pull-reviews.ts';
import { timeRawCopy } from './raw-copy.ts';
import { openWorld, type SyncWorld } from './world.ts';

export interface SyncSizes {
  /** Laptops that send as fast as they can, and how many batches each. */
  readonly senders: number;
  readonly batchesEach: number;
  readonly crowd: number;
  /** Batches sent at half the rate that was measured. */
  readonly halfLoad: number;
  /** Records in the store before each measurement of growth. */
  readonly stages: readonly number[];
  readonly stageBatches: number;
  readonly lookUps: number;
  readonly pulled: number;
}

export interface SyncResult {
  readonly recordsPerSecond: number;
  readonly copyPerSecond: number;
  readonly crowd: { readonly laptops: number; readonly failed: number; readonly seconds: number };
  readonly halfLoad: readonly number[];
  readonly growth: readonly { readonly stored: number; readonly recordsPerSecond: number }[];
  readonly lookUps: readonly number[];
  readonly memoryMb: number | null;
  readonly pull: PullResult;
  /** Records that the server acknowledged, and records that it holds. */
  readonly acknowledged: number;
  readonly held: number;
}

type Tell = (step: string) => void;

const OK = 200;
const SOCKETS = 1024;

export async function runSyncBench(sizes: SyncSizes, tell: Tell): Promise<SyncResult> {
  const world = await openWorld();
  const agent = new http.Agent({ keepAlive: true, maxSockets: SOCKETS });
  const memory = watchMemory(world.server.pid);
  try {
    let acknowledged = 0;
    const count = (sent: readonly Sent[]): void => {
      acknowledged += sent.filter(({ status }) => status === OK).length * ITEMS_PER_BATCH;
    };
    tell('as fast as they can');
    const before = await lastCursor(world);
    const full = await sendAll(
      world,
      agent,
      await world.addLaptops(sizes.senders),
      sizes.batchesEach,
    );
    count(full.sent);
    tell('the same rows by COPY');
    const copy = await timeRawCopy(world.database.db, before);
    tell(`${String(sizes.crowd)} laptops at once`);
    const laptops = await world.addLaptops(sizes.crowd);
    const crowd = await sendAll(world, agent, laptops, 1);
    count(crowd.sent);
    tell('at half load');
    const halfLoad = await sendEvenly(world, agent, sizes.halfLoad, full.recordsPerSecond / 2);
    count(halfLoad);
    const growth = [];
    let filled = 0;
    for (const stored of sizes.stages) {
      tell(`with ${String(stored)} records stored`);
      const [filler, ...senders] = await world.addLaptops(1 + sizes.senders);
      if (filler === undefined) throw new Error('no laptop');
      filled += await fill(world, filler, stored);
      const stage = await sendAll(
        world,
        agent,
        senders,
        Math.ceil(sizes.stageBatches / sizes.senders),
      );
      count(stage.sent);
      growth.push({ stored, recordsPerSecond: stage.recordsPerSecond });
    }
    tell('looking for duplicates among all');
    const lookUps = await timeLookUps(world, sizes.lookUps);
    const held = (await countRecords(world)) - filled;
    const memoryMb = memory.stop();
    tell(`a supervisor opens ${String(sizes.pulled)} records`);
    const pull = await measurePull(sizes.pulled);
    return {
      recordsPerSecond: full.recordsPerSecond,
      copyPerSecond: copy.records / copy.seconds,
      crowd: {
        laptops: sizes.crowd,
        failed: crowd.sent.filter(({ status }) => status !== OK).length,
        seconds: crowd.seconds,
      },
      halfLoad: halfLoad.map(({ milliseconds }) => milliseconds),
      growth,
      lookUps,
      memoryMb,
      pull,
      acknowledged,
      held,
    };
  } finally {
    memory.stop();
    agent.destroy();
    await world.close();
  }
}

interface Load {
  readonly sent: readonly Sent[];
  readonly seconds: number;
  readonly recordsPerSecond: number;
}

/** Everybody sends, each their batches one after the other. Batches, tokens and proofs are made beforehand. */
async function sendAll(
  world: SyncWorld,
  agent: http.Agent,
  laptops: readonly ActiveParty[],
  batchesEach: number,
): Promise<Load> {
  const ready = await prepare(world, laptops, batchesEach);
  const start = performance.now();
  const sent = await Promise.all(
    ready.map(async (batches) => {
      const results: Sent[] = [];
      for (const batch of batches) results.push(await send(world.server.url, agent, batch));
      return results;
    }),
  );
  const seconds = (performance.now() - start) / 1000;
  const taken = sent.flat().filter(({ status }) => status === OK).length;
  return { sent: sent.flat(), seconds, recordsPerSecond: (taken * ITEMS_PER_BATCH) / seconds };
}

async function prepare(
  world: SyncWorld,
  laptops: readonly ActiveParty[],
  batchesEach: number,
): Promise<readonly (readonly ReadyBatch[])[]> {
  const made = [];
  for (const laptop of laptops) {
    made.push({ laptop, batches: await makeBatches(world.administrator, laptop, batchesEach) });
  }
  const ready: (readonly ReadyBatch[])[] = [];
  for (const { laptop, batches } of made) {
    ready.push(await makeReady(world.server.url, world.serverKey, laptop, batches));
  }
  return ready;
}

/** A batch of a laptop of its own at even distances in time, whether the one before was answered or not. */
async function sendEvenly(
  world: SyncWorld,
  agent: http.Agent,
  count: number,
  recordsPerSecond: number,
): Promise<readonly Sent[]> {
  const ready = await prepare(world, await world.addLaptops(count), 1);
  const distance = (ITEMS_PER_BATCH / recordsPerSecond) * 1000;
  return Promise.all(
    ready.flat().map(async (batch, index) => {
      await new Promise((resolve) => setTimeout(resolve, index * distance));
      return send(world.server.url, agent, batch);
    }),
  );
}

/** How many were added. */
async function fill(world: SyncWorld, laptop: ActiveParty, target: number): Promise<number> {
  const before = await countRecords(world);
  const { deviceKey, person } = laptop;
  const names = { deviceId: deviceKey.kid, operatorId: person.operatorId };
  await fillStore(world.database.db, names, target);
  return (await countRecords(world)) - before;
}

async function countRecords(world: SyncWorld): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from records`.execute(
    world.database.db,
  );
  return rows[0]?.count ?? 0;
}

async function lastCursor(world: SyncWorld): Promise<number> {
  const { rows } = await sql<{
    last: number;
  }>`select coalesce(max(cursor), 0) as last from records`.execute(world.database.db);
  return rows[0]?.last ?? 0;
}

/** Who else has one of a stored record's tokens, as it is asked when a record arrives; through the server's own scope. */
async function timeLookUps(world: SyncWorld, count: number): Promise<readonly number[]> {
  const { rows } = await sql<{ id: string }>`
    select record_id as id from records tablesample system (1) limit ${count}`.execute(
    world.database.db,
  );
  return world.local.deps.db.within(WHOLE_PROGRAMME, async (db) => {
    const times: number[] = [];
    for (const { id } of rows) {
      const { rows: own } = await sql<{ token: Uint8Array }>`
        select token from tokens where record_id = ${id}`.execute(db);
      const tokens = own.map(({ token }) => Buffer.from(token));
      const start = performance.now();
      await sql`select given.token, others.record_id from unnest(${tokens}::bytea[]) as given (token)
        cross join lateral (
          select record_id from tokens
          where token = given.token and record_id <> ${id} order by record_id limit 20
        ) as others`.execute(db);
      times.push(performance.now() - start);
    }
    return times;
  });
}

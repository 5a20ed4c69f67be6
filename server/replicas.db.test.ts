import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { copyBytes, toHex, type Bytes } from '../shared/encoding/bytes.ts';
import { sha256 } from '../shared/crypto/index.ts';
import { BINARY_CONTENT_TYPE, ROUTES } from '../shared/sync/http-api.ts';
import { readReceipt } from '../shared/sync/receipt-file.ts';
import { loadServerKey } from './auth/server-key.ts';
import { WHOLE_PROGRAMME } from './db/scope.ts';
import { bootstrap, provision, type ActiveParty, type Administrator } from './test/provision.ts';
import { makeItem, startChain } from './test/sealed-batches.ts';
import { proofHeaders } from './test/test-client.ts';
import { ORIGIN, startTestServer, type TestServer } from './test/test-server.ts';

const REPLICAS = 3;
const LAPTOPS = 4;
const BATCHES = 6;
const ITEMS = 3;
const WHOLE_TEST_MS = 120_000;

interface Replica {
  readonly process: ChildProcess;
  readonly url: string;
}

let server: TestServer;
let administrator: Administrator;
let folder: string;
const replicas: Replica[] = [];

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fieldseal-replicas-'));
  server = await startTestServer({ serverKey: await loadServerKey(folder) });
  administrator = await bootstrap(server);
});
afterAll(async () => {
  for (const { process: running } of replicas) running.kill('SIGKILL');
  await server.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

async function startReplica(url: string): Promise<Replica> {
  const started = spawn(process.execPath, [path.join(import.meta.dirname, 'main.ts')], {
    env: {
      ...process.env,
      DATABASE_URL: url,
      FIELDSEAL_PORT: '0',
      FIELDSEAL_DATA_DIR: folder,
      FIELDSEAL_PUBLIC_ORIGIN: ORIGIN,
      FIELDSEAL_LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(readline.createInterface({ input: started.stdout }), 'line')) as [
    string,
  ];
  return { process: started, url: (JSON.parse(line) as { readonly url: string }).url };
}

/** Sends to one replica after the other until one answers with a receipt. */
async function deliver(party: ActiveParty, bytes: Bytes, first: number): Promise<Bytes> {
  for (let attempt = 0; ; attempt++) {
    const replica = replicas[(first + attempt) % REPLICAS];
    const headers = await proofHeaders(
      party.deviceKey,
      await party.device.token(),
      'POST',
      ROUTES.batches,
    );
    const answer = await fetch(`${replica?.url ?? ''}${ROUTES.batches}`, {
      method: 'POST',
      headers: { ...headers, 'content-type': BINARY_CONTENT_TYPE },
      body: bytes,
    }).catch(() => null);
    if (answer?.status === 200) {
      const receipt = await answer.arrayBuffer().catch(() => null);
      if (receipt !== null) return new Uint8Array(receipt);
    } else if (answer !== null && answer.status < 500) {
      throw new Error(`refused: ${String(answer.status)} ${await answer.text()}`);
    }
  }
}

test(
  'three servers on one PostgreSQL, killed in turn, take every batch once (PGlite serves one process: there only one)',
  { timeout: WHOLE_TEST_MS },
  async () => {
    const { url } = server;
    const parties: ActiveParty[] = [];
    for (let laptop = 0; laptop < LAPTOPS; laptop++) {
      parties.push(await provision(server, administrator, 'enumerator', ['nahr']));
    }
    if (url === null) return;
    for (let index = 0; index < REPLICAS; index++) replicas.push(await startReplica(url));
    const tally = { kills: 0, isDelivering: true };
    const killing = (async () => {
      for (let turn = 0; tally.isDelivering; turn = (turn + 1) % REPLICAS) {
        const { process: running } = replicas[turn] as Replica;
        running.kill('SIGKILL');
        await once(running, 'exit');
        tally.kills += 1;
        replicas[turn] = await startReplica(url);
      }
    })();
    const sent = await Promise.all(
      parties.map(async (party, laptop) => {
        const chain = startChain(administrator, party);
        const hashes: string[] = [];
        // Until each of them was killed in the middle of it.
        for (let batch = 0; batch < BATCHES || tally.kills <= REPLICAS; batch++) {
          const items = await Promise.all(
            Array.from({ length: ITEMS }, () => makeItem(administrator, party)),
          );
          const { bytes, batchHash } = await chain.next(items);
          const receipt = await readReceipt(
            copyBytes(await deliver(party, bytes, laptop + batch)),
            server.serverKey,
          );
          expect(receipt).toMatchObject({ batchHash, sequence: batch + 1 });
          expect(receipt.items.map(({ verdict }) => verdict)).toEqual(
            Array<string>(ITEMS).fill('accepted'),
          );
          hashes.push(...items.map(({ bytes: item }) => toHex(sha256(item))));
        }
        return hashes;
      }),
    );
    tally.isDelivering = false;
    await killing;
    await server.deps.db.within(WHOLE_PROGRAMME, async (db) => {
      const held = await db.selectFrom('records').select('item_hash').execute();
      expect(held.map((row) => row.item_hash).sort()).toEqual(sent.flat().sort());
    });
  },
);

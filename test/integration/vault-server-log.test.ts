import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { appendEvents, readChainEnd } from '../../server/audit/append-events.ts';
import { ownBytes } from '../../server/db/binary.ts';
import { EMPTY_CHAIN, type AuditHead } from '../../shared/audit/audit-chain.ts';
import { signCheckpoint } from '../../shared/audit/checkpoint.ts';
import { linkEvents } from '../../shared/audit/server-chain.ts';
import { ServerAuditEvent } from '../../shared/audit/server-event.ts';
import { linesOf } from '../../shared/audit/text-lines.ts';
import { verifyCheckpoints, verifyServerExport } from '../../shared/audit/verify-server-export.ts';
import { generateSigningSeed, type SigningKey } from '../../shared/crypto/index.ts';
import { concatBytes, toBase64Url, type Bytes } from '../../shared/encoding/bytes.ts';
import { decodeCbor } from '../../shared/encoding/cbor.ts';
import { AUDIT_ROUTES } from '../../shared/sync/audit-api.ts';
import { addLaptop } from './open-window.ts';
import { createWorld, enrol, type Laptop, type World } from './world.ts';

let world: World;
let laptop: Laptop;

beforeAll(async () => {
  world = await createWorld();
}, 90_000);
afterAll(async () => {
  await world.server.close();
}, 30_000);
beforeEach(async () => {
  ({ laptop } = await addLaptop(world));
}, 30_000);

const chainEnd = async (): Promise<AuditHead> => (await readChainEnd(world.server.db)).head;

/** Answers requests for a checkpoint with what `answer` makes, from now on. */
function answerCheckpoints(answer: () => Promise<Response> | Response): void {
  laptop.wire.before = (request) =>
    new URL(request.url).pathname === AUDIT_ROUTES.checkpoint ? answer() : undefined;
}

async function checkpointBody(
  head: AuditHead,
  key: SigningKey = world.server.serverKey,
  programmeId?: string,
): Promise<Response> {
  const { programmeId: own } = await readChainEnd(world.server.db);
  // Later than what the server signed in this very millisecond.
  const time = new Date(Date.now() + 1000);
  const signed = await signCheckpoint(key, programmeId ?? own, head, time);
  return Response.json({ checkpoint: toBase64Url(signed) });
}

/** The server's whole log as the administrator's client fetches it. */
async function exportLog() {
  const { vault } = world.office;
  const parts = [await vault.beginServerLog()];
  while (parts.at(-1)?.isLast === false) parts.push(await vault.nextServerLogPart());
  const file = concatBytes(...parts.map(({ bytes }) => bytes));
  return { parts, file, problems: parts.at(-1)?.problems ?? [] };
}

const verify = async (file: Bytes, anchors: Bytes) =>
  verifyServerExport(linesOf([file]), [await verifyCheckpoints(linesOf([anchors]))]);

describe('what a laptop keeps', () => {
  test('comes with every sync, locked or not, and proves the log that an auditor gets', async () => {
    const { vault } = laptop;
    expect(await vault.serverLog()).toEqual({ kept: 0, newest: null, conflicts: [] });
    await vault.sync();
    const { newest, kept } = await vault.serverLog();
    expect([kept, newest?.sequence]).toEqual([1, (await chainEnd()).sequence]);
    await enrol(laptop, { familyName: 'Zarzour', nationalId: 'KP-7654321' });
    await vault.sync();
    expect((await vault.serverLog()).kept).toBe(2);
    const anchors = await vault.exportCheckpoints();
    await vault.lock();
    await vault.sync();
    expect((await laptop.context.store?.read('checkpoints'))?.kept).toHaveLength(2);
    await expect(vault.serverLog()).rejects.toMatchObject({ code: 'vault.locked' });
    const { file, problems } = await exportLog();
    expect(problems).toEqual([]);
    const verified = await verify(file, anchors);
    expect(verified.problems).toEqual([]);
    expect(verified.events).toBe(verified.checkpoints[0]?.sequence);
  });

  test('holds no sync up where the server has none, or one that is not its own', async () => {
    const { key: stranger } = await generateSigningSeed();
    const answers: readonly (() => Promise<Response> | Response)[] = [
      () => new Response('<html>sign in</html>'),
      () => Response.json({ checkpoint: 'AAAA' }),
      async () =>
        checkpointBody(await chainEnd(), { ...stranger, kid: world.server.serverKey.kid }),
      async () => checkpointBody(await chainEnd(), undefined, 'another-programme'),
      () => {
        throw new TypeError('broken line');
      },
    ];
    await enrol(laptop, { familyName: 'Zarzour' });
    for (const [index, answer] of answers.entries()) {
      answerCheckpoints(answer);
      expect((await laptop.vault.sync()).accepted).toBe(index === 0 ? 1 : 0);
    }
    expect(await laptop.vault.serverLog()).toMatchObject({ kept: 0, conflicts: [] });
  });
});

describe('a log that contradicts what was signed', () => {
  test('is told and kept as evidence, and sending goes on', async () => {
    const { vault } = laptop;
    await vault.sync();
    const known = await chainEnd();
    answerCheckpoints(() => checkpointBody({ ...known, hash: new Uint8Array(32).fill(7) }));
    await enrol(laptop, { familyName: 'Zarzour' });
    expect(await vault.sync()).toMatchObject({ accepted: 1, refused: 0 });
    const { conflicts } = await vault.serverLog();
    expect(conflicts).toMatchObject([
      { kind: 'forked', known: { sequence: known.sequence }, found: { sequence: known.sequence } },
    ]);
    const proof = await verifyCheckpoints(linesOf([await vault.exportCheckpoints()]));
    expect(proof.problems).toEqual([{ problem: 'fork', sequence: known.sequence }]);
    const { entries } = await vault.listActivity(null, 10);
    expect(entries.map(({ event }) => event?.kind)).toContain('server-log.conflict-found');
    await vault.sync();
    expect((await vault.serverLog()).conflicts).toHaveLength(1);
  });

  test('is told where it went back', async () => {
    const { vault } = laptop;
    await vault.sync();
    const { sequence } = await chainEnd();
    answerCheckpoints(() => checkpointBody({ sequence: 2, hash: new Uint8Array(32) }));
    await vault.sync();
    expect((await vault.serverLog()).conflicts).toMatchObject([
      { kind: 'rewound', known: { sequence }, found: { sequence: 2 } },
    ]);
  });
});

describe('an administrator', () => {
  test('gets a long log in parts, and is the only one', async () => {
    const event = { action: 'server.started', release: '1.0.0' } as const;
    await world.server.db.transaction().execute((trx) =>
      appendEvents(
        trx,
        { at: new Date(), actor: { kind: 'server' } },
        Array.from({ length: 1200 }, () => event),
      ),
    );
    const { parts, problems } = await exportLog();
    expect(problems).toEqual([]);
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.map(({ isLast }) => isLast)).toEqual(
      parts.map((_, index) => index === parts.length - 1),
    );
    expect(parts.map(({ done }) => done)).toEqual([1000, parts[0]?.total]);
    await expect(laptop.vault.beginServerLog()).rejects.toMatchObject({ code: 'server.forbidden' });
    const { entries } = await world.office.vault.listActivity(null, 5);
    expect(entries.map(({ event: written }) => written?.kind)).toContain('server-log.exported');
  });

  test('is not kept waiting by a server that repeats itself', async () => {
    const { vault } = world.office;
    let body: string | null = null;
    world.office.wire.after = async (request, response) => {
      if (new URL(request.url).pathname !== AUDIT_ROUTES.events) return response;
      body ??= await response.text();
      return new Response(body);
    };
    try {
      expect((await vault.beginServerLog()).isLast).toBe(false);
      const next = await vault.nextServerLogPart();
      expect(next.isLast).toBe(true);
      expect(next.problems.map(({ problem }) => problem)).toContain('truncated');
    } finally {
      world.office.wire.after = (_request, response) => response;
    }
  });

  test('sees by what their laptop kept that the server’s operator rewrote the past', async () => {
    await world.office.vault.sync();
    const kept = (await world.office.vault.serverLog()).newest?.sequence ?? 0;
    const anchors = await world.office.vault.exportCheckpoints();
    await rewrite(3);
    const { file, problems } = await exportLog();
    expect(problems).toContainEqual({ problem: 'fork', sequence: kept });
    const alone = await verifyServerExport(linesOf([file]));
    expect(alone.problems).toEqual([]);
    expect((await verify(file, anchors)).problems).toContainEqual({
      problem: 'fork',
      sequence: kept,
    });
  });
});

/** What somebody with the database and the server's key can do: change one event and hash all that follow anew. */
async function rewrite(at: number): Promise<void> {
  const { db } = world.server;
  const { programmeId } = await readChainEnd(db);
  const rows = await db.selectFrom('audit_events').selectAll().orderBy('sequence').execute();
  const events = rows.map(({ event }) => ServerAuditEvent.parse(decodeCbor(ownBytes(event))));
  const changed = events.with(at - 1, { ...events[at - 1]!, at: '2020-01-01T00:00:00.000Z' });
  const links = linkEvents(programmeId, EMPTY_CHAIN, changed);
  await sql`alter table audit_events disable trigger user`.execute(db);
  for (const { sequence, previousHash, hash, event } of links.slice(at - 1)) {
    await db
      .updateTable('audit_events')
      .set({ previous_hash: previousHash, hash, event })
      .where('sequence', '=', sequence)
      .execute();
  }
  await sql`alter table audit_events enable trigger user`.execute(db);
}

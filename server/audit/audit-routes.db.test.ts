import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openCheckpoint, placeOf } from '../../shared/audit/checkpoint.ts';
import { ServerAuditEvent } from '../../shared/audit/server-event.ts';
import { createServerChainVerifier } from '../../shared/audit/verify-server-chain.ts';
import { fromBase64Url, fromHex } from '../../shared/encoding/bytes.ts';
import { decodeCbor } from '../../shared/encoding/cbor.ts';
import { AUDIT_ROUTES, AuditEventPage, CheckpointBody } from '../../shared/sync/audit-api.ts';
import { eventsOf } from '../test/audit-chain.ts';
import { bootstrap, provision, type ActiveParty, type Administrator } from '../test/provision.ts';
import type { TestClient } from '../test/test-client.ts';
import { startTestServer, type TestServer } from '../test/test-server.ts';

let server: TestServer;
let administrator: Administrator;
let enumerator: ActiveParty;

beforeAll(async () => {
  server = await startTestServer();
  administrator = await bootstrap(server);
  enumerator = await provision(server, administrator, 'enumerator', ['nahr']);
});
afterAll(async () => {
  await server.close();
});

async function checkpointFor(client: TestClient) {
  const answer = await client.send('GET', AUDIT_ROUTES.checkpoint);
  const { checkpoint } = CheckpointBody.parse(answer.json());
  return openCheckpoint(fromBase64Url(checkpoint), server.serverKey);
}

async function page(after: number, limit: number): Promise<AuditEventPage> {
  const path = `${AUDIT_ROUTES.events}?after=${String(after)}&limit=${String(limit)}`;
  return AuditEventPage.parse((await administrator.operator.send('GET', path)).json());
}

const linkOf = (event: AuditEventPage['events'][number]) => ({
  sequence: event.sequence,
  previousHash: fromHex(event.previousHash),
  hash: fromHex(event.hash),
  event: fromBase64Url(event.event),
});

describe('a checkpoint', () => {
  test('names the newest event, for laptops and for people, and is itself none', async () => {
    const events = await eventsOf(server);
    for (const client of [enumerator.device, enumerator.operator, administrator.operator]) {
      expect(await checkpointFor(client)).toMatchObject({
        programmeId: administrator.pack.id,
        sequence: events.length,
      });
    }
    expect(await eventsOf(server)).toHaveLength(events.length);
  });

  test('is signed for this use', async () => {
    const answer = await enumerator.device.send('GET', AUDIT_ROUTES.checkpoint);
    const signed = fromBase64Url(CheckpointBody.parse(answer.json()).checkpoint);
    await expect(openCheckpoint(signed, administrator.operatorKey)).rejects.toMatchObject({
      code: 'crypto.key-unknown',
    });
  });
});

describe('an auditor', () => {
  test('reads the whole chain in pages, which verifies up to the checkpoint', async () => {
    const first = await page(0, 2);
    const end = placeOf(await openCheckpoint(fromBase64Url(first.checkpoint), server.serverKey));
    const verifier = createServerChainVerifier(administrator.pack.id, [end]);
    let events = first.events;
    while (verifier.head().sequence < end.sequence) {
      for (const event of events) {
        ServerAuditEvent.parse(decodeCbor(fromBase64Url(event.event)));
        verifier.take(linkOf(event));
      }
      ({ events } = await page(verifier.head().sequence, 2));
    }
    expect(verifier.finish()).toEqual([]);
  });

  test('proves that a later checkpoint goes on from an earlier one, by what lies between', async () => {
    const earlier = placeOf(await checkpointFor(enumerator.device));
    await provision(server, administrator, 'enumerator', ['nahr']);
    const later = placeOf(await checkpointFor(enumerator.device));
    expect(later.sequence).toBeGreaterThan(earlier.sequence);
    const between = await page(earlier.sequence, 1000);
    const verifier = createServerChainVerifier(administrator.pack.id, [later], earlier);
    for (const event of between.events) verifier.take(linkOf(event));
    expect(verifier.finish()).toEqual([]);
  });

  test('leaves an event for each page, but for one without events', async () => {
    const { events } = await page(0, 3);
    const last = (await eventsOf(server)).at(-1);
    expect(last).toMatchObject({ action: 'audit.read', from: 1, to: 3, count: events.length });
    const before = (await eventsOf(server)).length;
    expect((await page(before, 3)).events).toEqual([]);
    expect(await eventsOf(server)).toHaveLength(before);
  });

  test('is nobody else', async () => {
    for (const client of [enumerator.operator, enumerator.device]) {
      expect((await client.send('GET', AUDIT_ROUTES.events)).code).toBe('server.forbidden');
    }
  });
});

/** A whole server whose attachments lie in S3 (a stand-in). */
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LARGEST_ATTACHMENT } from '../../shared/sync/attachment-item.ts';
import { newAttachmentKey, sealAttachment } from '../../shared/crypto/index.ts';
import { ROUTES } from '../../shared/sync/http-api.ts';
import { createMetrics } from '../metrics/metrics.ts';
import { bootstrap, provision, type ActiveParty, type Administrator } from '../test/provision.ts';
import { openTestS3, TEST_PREFIX } from '../test/s3/open-test-s3.ts';
import { startStandInS3, type StandInS3 } from '../test/s3/stand-in-s3.ts';
import { makeAttachment, makeItem, startChain, type BatchChain } from '../test/sealed-batches.ts';
import { startTestServer, type TestServer } from '../test/test-server.ts';
import { MARK_NAME } from './object-store.ts';
import { databaseMark, ownStore } from './own-store.ts';
import { watchStore } from './watched-store.ts';

const log: string[] = [];
let s3: StandInS3;
let server: TestServer;
let administrator: Administrator;
let enumerator: ActiveParty;
let chain: BatchChain;

beforeAll(async () => {
  s3 = await startStandInS3();
  const logger = pino({ base: null }, { write: (line: string) => log.push(line) });
  const store = ownStore(await openTestS3(s3), 'a-database');
  const objects = watchStore(store, logger, createMetrics());
  server = await startTestServer({ objects });
  administrator = await bootstrap(server);
  enumerator = await provision(server, administrator, 'enumerator', ['nahr']);
  chain = startChain(administrator, enumerator);
});
afterAll(async () => {
  await server.close();
  await s3.close();
});

function ready(): Promise<{ readonly statusCode: number }> {
  return server.app.inject({ method: 'GET', url: ROUTES.ready });
}

test('takes the largest attachment and gives it back byte for byte', async () => {
  const item = await makeItem(administrator, enumerator);
  const { recordId } = item.entry;
  const binding = { programmeId: administrator.pack.id, recordId };
  // Padded to whole blocks, with a little around them.
  const content = new Uint8Array(LARGEST_ATTACHMENT - 2 * 4096);
  const sealed = await sealAttachment(newAttachmentKey(), binding, content);
  const photo = await makeAttachment(administrator, enumerator, recordId, { sealed });
  const { bytes } = await chain.next([item, photo]);
  expect((await enumerator.device.send('POST', ROUTES.batches, bytes)).status).toBe(200);
  expect([...s3.bucket.objects.keys()].sort()).toEqual(
    [MARK_NAME, `${photo.address.slice(0, 2)}/${photo.address.slice(2)}`]
      .map((name) => `${TEST_PREFIX}${name}`)
      .sort(),
  );
  const url = ROUTES.attachment.replace(':hash', photo.address);
  const answer = await enumerator.operator.send('GET', url);
  expect(answer.status).toBe(200);
  expect(answer.bytes.equals(sealed)).toBe(true);
});

test('a database has a mark that stays', async () => {
  const mark = await databaseMark(server.deps.db);
  expect(mark).toMatch(/^[0-9a-f]{64}$/u);
  await provision(server, administrator, 'supervisor', ['nahr']);
  expect(await databaseMark(server.deps.db)).toBe(mark);
});

test('is not ready while S3 refuses, tells no secret of it, and is ready again', async () => {
  expect((await ready()).statusCode).toBe(200);
  s3.spoil('GET', { status: 403, code: 'AccessDenied' });
  expect((await ready()).statusCode).toBe(503);
  expect(log.join('')).toContain('"errorName":"AccessDenied"');
  expect(log.join('')).not.toMatch(/127\.0\.0\.1|STANDIN|attachments\//u);
  expect((await ready()).statusCode).toBe(200);
});

test('refuses a batch with attachments for now while S3 refuses, and takes it afterwards', async () => {
  const item = await makeItem(administrator, enumerator);
  const photo = await makeAttachment(administrator, enumerator, item.entry.recordId);
  const { bytes } = await chain.next([item, photo]);
  s3.spoil('PUT', { status: 403, code: 'AccessDenied' });
  const refused = await enumerator.device.send('POST', ROUTES.batches, bytes);
  expect([refused.status, refused.code]).toEqual([503, 'server.not-ready']);
  expect((await enumerator.device.send('POST', ROUTES.batches, bytes)).status).toBe(200);
});

import net, { type AddressInfo } from 'node:net';
import { Upload, type HttpRequest } from 'tus-js-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sha256 } from '../../shared/crypto/index.ts';
import { copyBytes, type Bytes } from '../../shared/encoding/bytes.ts';
import { ROUTES } from '../../shared/sync/http-api.ts';
import { readReceipt } from '../../shared/sync/receipt-file.ts';
import { bootstrap, provision, type ActiveParty, type Administrator } from '../test/provision.ts';
import { makeItem, startChain } from '../test/sealed-batches.ts';
import { call, proofHeaders, type Answer, type Method } from '../test/test-client.ts';
import { ORIGIN, startTestServer, type TestServer } from '../test/test-server.ts';

let server: TestServer;
let administrator: Administrator;
let port: number;
let clock = Date.now();
let timeAsked = 0;

beforeAll(async () => {
  server = await startTestServer({
    now() {
      timeAsked += 1;
      return new Date(clock);
    },
  });
  administrator = await bootstrap(server);
  await server.app.listen({ port: 0, host: '127.0.0.1' });
  port = (server.app.server.address() as AddressInfo).port;
});
afterAll(() => server.close());

interface Made {
  readonly party: ActiveParty;
  readonly bytes: Bytes;
  readonly batchHash: string;
  readonly path: string;
}

async function makeBatch(party?: ActiveParty): Promise<Made> {
  const enumerator = party ?? (await provision(server, administrator, 'enumerator', ['nahr']));
  const items = await Promise.all([1, 2].map(() => makeItem(administrator, enumerator)));
  const made = await startChain(administrator, enumerator).next(items);
  return { party: enumerator, ...made, path: ROUTES.upload.replace(':batchHash', made.batchHash) };
}

const metadata = (batchHash: string): string =>
  `batchHash ${Buffer.from(batchHash).toString('base64')}`;
const checksum = (bytes: Uint8Array): string =>
  `sha256 ${Buffer.from(sha256(copyBytes(bytes))).toString('base64')}`;

async function ask(
  { party }: Pick<Made, 'party'>,
  method: Method,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body?: Uint8Array,
): Promise<Answer> {
  const proof = await proofHeaders(party.deviceKey, await party.device.token(), method, path);
  return call(server.app, method, path, {
    headers: { 'tus-resumable': '1.0.0', ...proof, ...headers },
    ...(body === undefined ? {} : { body }),
  });
}

function begin(made: Made, length = made.bytes.length): Promise<Answer> {
  return ask(made, 'POST', ROUTES.uploads, {
    'upload-length': String(length),
    'upload-metadata': metadata(made.batchHash),
  });
}

function sendPiece(made: Made, start: number, end: number, changes = {}): Promise<Answer> {
  const piece = made.bytes.slice(start, end);
  const headers = {
    'content-type': 'application/offset+octet-stream',
    'upload-offset': String(start),
    ...changes,
  };
  return ask(made, 'PATCH', made.path, headers, piece);
}

async function offsetOf(made: Made): Promise<number | string> {
  const answer = await ask(made, 'HEAD', made.path);
  return answer.status === 200 ? Number(answer.headers['upload-offset']) : answer.status;
}

async function receiptOf(made: Made): Promise<Answer> {
  return ask(made, 'GET', ROUTES.receipt.replace(':batchHash', made.batchHash));
}

describe('an upload', () => {
  test('by a client that others wrote ends in the receipt', async () => {
    const made = await makeBatch();
    const { deviceKey, device } = made.party;
    const token = await device.token();
    await new Promise<void>((resolve, reject) => {
      new Upload(Buffer.from(made.bytes), {
        endpoint: `http://127.0.0.1:${String(port)}${ROUTES.uploads}`,
        chunkSize: 700,
        retryDelays: null,
        metadata: { batchHash: made.batchHash },
        async onBeforeRequest(request: HttpRequest) {
          const { pathname } = new URL(request.getURL());
          const proof = await proofHeaders(
            deviceKey,
            token,
            request.getMethod() as Method,
            pathname,
          );
          for (const [name, value] of Object.entries(proof)) request.setHeader(name, value);
        },
        onError: reject,
        onSuccess: () => {
          resolve();
        },
      }).start();
    });
    const receipt = await readReceipt(copyBytes((await receiptOf(made)).bytes), server.serverKey);
    expect(receipt.items.map(({ verdict }) => verdict)).toEqual(['accepted', 'accepted']);
    expect(await offsetOf(made)).toBe(404);
  });

  test('goes on where it stopped, whoever asks again', async () => {
    const made = await makeBatch();
    expect((await begin(made)).status).toBe(201);
    expect((await sendPiece(made, 0, 900)).status).toBe(204);
    expect((await begin(made)).headers['upload-offset']).toBe('900');
    expect(await offsetOf(made)).toBe(900);
    const again = await sendPiece(made, 0, 900);
    expect([again.status, again.code]).toEqual([409, 'sync.upload-offset']);
    expect(await offsetOf(made)).toBe(900);
    expect((await receiptOf(made)).status).toBe(404);
    expect((await sendPiece(made, 900, made.bytes.length)).status).toBe(204);
    expect((await receiptOf(made)).status).toBe(200);
  });

  test('keeps what came of a piece whose connection broke', async () => {
    const made = await makeBatch();
    await begin(made);
    const proof = await proofHeaders(
      made.party.deviceKey,
      await made.party.device.token(),
      'PATCH',
      made.path,
    );
    const head = [
      `PATCH ${made.path} HTTP/1.1`,
      'host: localhost',
      'tus-resumable: 1.0.0',
      'content-type: application/offset+octet-stream',
      'upload-offset: 0',
      `content-length: ${String(made.bytes.length)}`,
      ...Object.entries(proof).map(([name, value]) => `${name}: ${value}`),
    ].join('\r\n');
    const before = timeAsked;
    const socket = net.connect(port, '127.0.0.1');
    socket.write(`${head}\r\n\r\n`);
    await new Promise((written) => socket.write(made.bytes.slice(0, 1000), written));
    // The server asks for the time right before it reads; once it has answered another question it is reading.
    await expect.poll(() => timeAsked).toBeGreaterThan(before + 1);
    expect(await offsetOf(made)).toBe(0);
    socket.destroy();
    await expect.poll(() => offsetOf(made), { timeout: 10_000 }).toBe(1000);
    expect((await sendPiece(made, 1000, made.bytes.length)).status).toBe(204);
    expect((await receiptOf(made)).status).toBe(200);
  });

  test('takes nothing of a piece that is not what its sender says', async () => {
    const made = await makeBatch();
    await begin(made);
    const wrong = await sendPiece(made, 0, 500, { 'upload-checksum': checksum(made.bytes) });
    expect([wrong.status, wrong.code]).toEqual([460, 'sync.upload-damaged']);
    expect(await offsetOf(made)).toBe(0);
    const right = { 'upload-checksum': checksum(made.bytes.slice(0, 500)) };
    expect((await sendPiece(made, 0, 500, right)).status).toBe(204);
  });

  test('that is not the batch it was announced as is thrown away', async () => {
    const made = await makeBatch();
    const other = await makeBatch(made.party);
    const posing = { ...made, bytes: other.bytes.slice(0, made.bytes.length) };
    await begin(posing);
    const answer = await sendPiece(posing, 0, posing.bytes.length);
    expect([answer.status, answer.code]).toEqual([460, 'sync.upload-damaged']);
    expect(await offsetOf(posing)).toBe(404);
  });

  test('of a batch that is refused says why, and is thrown away', async () => {
    const first = await makeBatch();
    await begin(first);
    await sendPiece(first, 0, first.bytes.length);
    const conflicting = await makeBatch(first.party);
    await begin(conflicting);
    const answer = await sendPiece(conflicting, 0, conflicting.bytes.length);
    expect(answer.code).toBe('sync.batch-conflict');
    expect(await offsetOf(conflicting)).toBe(404);
  });

  test('twice at once is taken once', async () => {
    const made = await makeBatch();
    await begin(made);
    const half = Math.floor(made.bytes.length / 2);
    const answers = await Promise.all([1, 2, 3].map(() => sendPiece(made, 0, half)));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409, 409]);
    expect(await offsetOf(made)).toBe(half);
  });

  test('of another laptop is not there for this one', async () => {
    const made = await makeBatch();
    await begin(made);
    const stranger = await provision(server, administrator, 'enumerator', ['nahr']);
    const theirs = { ...made, party: stranger };
    expect(await offsetOf(theirs)).toBe(404);
    expect((await sendPiece(theirs, 0, 10)).code).toBe('sync.upload-unknown');
    await ask(theirs, 'DELETE', made.path);
    expect(await offsetOf(made)).toBe(0);
    expect((await ask(made, 'DELETE', made.path)).status).toBe(204);
    expect(await offsetOf(made)).toBe(404);
  });

  test('runs out, and begins anew', async () => {
    const made = await makeBatch();
    await begin(made);
    await sendPiece(made, 0, 100);
    const before = clock;
    clock += 31 * 24 * 60 * 60_000;
    try {
      expect(await offsetOf(made)).toBe(404);
      expect((await begin(made)).headers['upload-offset']).toBe('0');
    } finally {
      clock = before;
    }
  });

  test('of a wrong size, version or name is refused', async () => {
    const made = await makeBatch();
    const headers = { 'upload-metadata': metadata(made.batchHash) };
    const codes = async (changes: Readonly<Record<string, string>>): Promise<string> =>
      (await ask(made, 'POST', ROUTES.uploads, { ...headers, ...changes })).code;
    expect(await codes({ 'upload-length': '0' })).toBe('server.too-large');
    expect(await codes({ 'upload-length': '99999999' })).toBe('server.too-large');
    expect(await codes({ 'upload-length': '-1' })).toBe('server.input-invalid');
    expect(await codes({ 'upload-length': '9', 'upload-metadata': 'batchHash AA' })).toBe(
      'server.input-invalid',
    );
    expect(await codes({ 'upload-length': '9', 'tus-resumable': '0.2' })).toBe(
      'sync.upload-version',
    );
    await begin(made, 10);
    expect((await sendPiece(made, 0, 11)).code).toBe('server.too-large');
  });

  test('is one of a few of a laptop', async () => {
    const { party } = await makeBatch();
    const hashes = Array.from({ length: 9 }, (_, at) => String(at).repeat(64));
    const answers: string[] = [];
    for (const batchHash of hashes) {
      const made = { party, bytes: new Uint8Array(5), batchHash, path: '' };
      answers.push((await begin(made)).code);
    }
    expect(answers).toEqual([...Array<string>(8).fill(''), 'server.too-many-requests']);
  });

  test('says what it can do to whoever asks', async () => {
    const answer = await call(server.app, 'OPTIONS', ROUTES.uploads, {
      headers: { origin: ORIGIN },
    });
    expect(answer.headers).toMatchObject({
      'tus-version': '1.0.0',
      'tus-extension': 'creation,termination,checksum,expiration',
    });
  });
});

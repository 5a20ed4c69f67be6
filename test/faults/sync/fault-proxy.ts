/** A proxy between a real laptop and a real server, over TCP, that treats each request as it is told. */
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import type { WireFault } from './wire-faults.ts';

const PORTAL_BODY = '<!doctype html><title>Welcome</title>Accept the terms to go on.';
const PORTAL = Buffer.from(
  `HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: ${String(PORTAL_BODY.length)}\r\nconnection: close\r\n\r\n${PORTAL_BODY}`,
);
/** Answers of a server that hangs are waited for so long. */
const LIMIT_MS = 20_000;
const API = '/v1/';

export interface FaultProxy {
  readonly url: string;
  /** Where requests go on to; none is passed on before it is told. */
  setServer(port: number): void;
  /** Asked for each request of the interface, by its number from 1 on since the last call. */
  treat(choose: (number: number) => WireFault): void;
  /** Settles when nothing is under way any more, what was held back included. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export async function startProxy(): Promise<FaultProxy> {
  let serverPort = 0;
  let requests = 0;
  let choose = (_number: number): WireFault => ({ type: 'none' });
  let lastAnswer: Buffer | null = null;
  const underWay = new Set<Promise<unknown>>();

  function track<T>(work: Promise<T>): Promise<T> {
    underWay.add(work);
    void work.finally(() => underWay.delete(work));
    return work;
  }

  async function handle(request: http.IncomingMessage): Promise<void> {
    const { socket } = request;
    const raw = await rawRequest(request);
    const isApi = (request.url ?? '').startsWith(API);
    const fault = isApi ? choose(++requests) : ({ type: 'none' } as const);
    const earlier = lastAnswer;
    const answer = await answerOf(fault, raw);
    if (answer === null || answer.length === 0) {
      socket.resetAndDestroy();
      return;
    }
    if (isApi) lastAnswer = answer;
    reply(socket, fault, fault.type === 'other-answer' ? (earlier ?? answer) : answer);
  }

  /** What came back for the laptop, or null for nothing. */
  async function answerOf(fault: WireFault, raw: Buffer): Promise<Buffer | null> {
    switch (fault.type) {
      case 'drop':
        return null;
      case 'portal':
        return PORTAL;
      case 'cut-request':
        await exchange(serverPort, raw.subarray(0, Math.floor(raw.length * fault.share)), true);
        return null;
      case 'flip-request':
        return exchange(serverPort, flipped(raw, fault));
      case 'lose-answer':
        await exchange(serverPort, raw);
        return null;
      case 'delay':
        await pause(fault.milliseconds);
        return exchange(serverPort, raw);
      case 'twice': {
        const first = exchange(serverPort, raw);
        if (!fault.isAtOnce) await first;
        const second = await exchange(serverPort, raw);
        return fault.isAtOnce ? first : second;
      }
      case 'late':
        void track(pause(fault.milliseconds).then(() => exchange(serverPort, raw)));
        return null;
      default:
        return exchange(serverPort, raw);
    }
  }

  const server = http.createServer((request) => {
    void track(handle(request).catch(() => request.socket.destroy()));
  });
  server.on('clientError', (_error, socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${String(port)}`,
    setServer(next) {
      serverPort = next;
    },
    treat(next) {
      requests = 0;
      lastAnswer = null;
      choose = next;
    },
    async settled() {
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function reply(socket: net.Socket, fault: WireFault, answer: Buffer): void {
  if (fault.type === 'cut-answer') {
    socket.write(answer.subarray(0, Math.floor(answer.length * fault.share)), () => socket.end());
  } else {
    socket.end(fault.type === 'flip-answer' ? flipped(answer, fault) : answer);
  }
}

/** The request's bytes as one of a connection of its own. */
async function rawRequest(request: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const lines = [`${request.method ?? 'GET'} ${request.url ?? '/'} HTTP/1.1`];
  for (const [name, value] of Object.entries(request.headers)) {
    if (name !== 'connection' && name !== 'transfer-encoding')
      lines.push(`${name}: ${String(value)}`);
  }
  lines.push('connection: close', '', '');
  return Buffer.concat([Buffer.from(lines.join('\r\n'), 'latin1'), body]);
}

/** Sends and waits for the whole answer; empty where there is none. `isCut`: the connection ends behind the bytes. */
function exchange(port: number, raw: Buffer, isCut = false): Promise<Buffer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket = net.connect(port, '127.0.0.1');
    const done = (): void => {
      socket.destroy();
      resolve(Buffer.concat(chunks));
    };
    socket.setTimeout(LIMIT_MS, done);
    socket.once('error', done);
    socket.once('close', done);
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.once('end', done);
    socket.write(raw, () => {
      if (isCut) done();
    });
  });
}

function flipped(
  bytes: Buffer,
  { share, bit }: { readonly share: number; readonly bit: number },
): Buffer {
  const changed = Buffer.from(bytes);
  const at = Math.min(Math.floor(changed.length * share), changed.length - 1);
  changed[at] = (changed[at] ?? 0) ^ (1 << bit);
  return changed;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

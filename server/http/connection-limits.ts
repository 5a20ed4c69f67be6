import { STATUS_CODES, type Server } from 'node:http';
import type { FastifyHttpOptions } from 'fastify';

const SECOND_MS = 1000;

/** What a client may take of the server before it has said who it is. Times in milliseconds. */
export interface ConnectionLimits {
  readonly connections: number;
  /** Bytes of request line and headers together. */
  readonly headerBytes: number;
  /** Bytes of a body that are taken from the network before anybody asks for them; a first piece of 64 KiB comes anyway. */
  readonly unreadBytes: number;
  /** From the first byte to the last header. */
  readonly headersTimeout: number;
  /** From the first byte to the end of the body. */
  readonly requestTimeout: number;
  /** Without a byte either way. */
  readonly silenceTimeout: number;
  /** Between two requests of a connection. */
  readonly keepAliveTimeout: number;
  /** How often the two first times are looked at. */
  readonly checkInterval: number;
}

/** A laptop on a slow link may take long over a batch, but not for ever. */
export const CONNECTION_LIMITS: ConnectionLimits = {
  connections: 2000,
  headerBytes: 16 * 1024,
  unreadBytes: 16 * 1024,
  headersTimeout: 20 * SECOND_MS,
  requestTimeout: 600 * SECOND_MS,
  silenceTimeout: 120 * SECOND_MS,
  keepAliveTimeout: 60 * SECOND_MS,
  checkInterval: 5 * SECOND_MS,
};

type ConnectionOptions = Pick<
  FastifyHttpOptions<Server>,
  'connectionTimeout' | 'requestTimeout' | 'keepAliveTimeout' | 'http' | 'clientErrorHandler'
>;

/** The same as Fastify and Node take it. The number of connections is the server's to set. */
export function connectionOptions(limits: ConnectionLimits): ConnectionOptions {
  return {
    connectionTimeout: limits.silenceTimeout,
    requestTimeout: limits.requestTimeout,
    keepAliveTimeout: limits.keepAliveTimeout,
    http: {
      headersTimeout: limits.headersTimeout,
      maxHeaderSize: limits.headerBytes,
      highWaterMark: limits.unreadBytes,
      connectionsCheckingInterval: limits.checkInterval,
    },
    clientErrorHandler: (error, socket) => {
      if (socket.writable) socket.write(refusal(statusOf(error.code)));
      socket.destroy();
    },
  };
}

function statusOf(code: string | undefined): number {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 408;
  return code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
}

/** The request was never whole, so the answer is not a problem with an id: there is nothing to look up. */
function refusal(status: number): string {
  return `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`;
}

/** Builds the bench page and serves it beside a programme's server, which runs in this process. */
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { build } from 'vite';
import type { ServerDeps } from '../../server/deps.ts';
import { startTestServer, type TestServer } from '../../server/test/test-server.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
};

/** `vault`: the vault alone. `bench`: with the stores it is held against, which must be installed. */
export type BenchPageName = 'vault' | 'bench';

export interface BenchServer {
  readonly origin: string;
  readonly pageName: BenchPageName;
  readonly programme: TestServer;
  close(): Promise<void>;
}

/** Serves the bench on a free port of this machine; one server does for all browsers of a run. */
export async function startBenchServer(
  pageName: BenchPageName,
  startProgramme: (deps: Pick<ServerDeps, 'publicOrigin'>) => Promise<TestServer> = startTestServer,
): Promise<BenchServer> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fieldseal-bench-'));
  await buildPage(folder, pageName);
  let origin = '';
  const programme = await startProgramme({ publicOrigin: () => origin });
  const server = http.createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const work = async (): Promise<void> => {
      if (pathname.startsWith('/v1/')) await forward(programme, request, response);
      else serveFile(folder, pathname, response);
    };
    work().catch(() => {
      response.writeHead(500).end();
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  origin = `http://localhost:${String((server.address() as AddressInfo).port)}`;
  return {
    origin,
    pageName,
    programme,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await programme.close();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function buildPage(folder: string, pageName: BenchPageName): Promise<void> {
  // Libraries ask it which of their two builds is wanted.
  process.env['NODE_ENV'] = 'production';
  await build({
    configFile: false,
    root: path.join(import.meta.dirname, 'page'),
    logLevel: 'error',
    worker: { format: 'es' },
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: 'chrome140',
      reportCompressedSize: false,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 4_000,
      rolldownOptions: { input: path.join(import.meta.dirname, `page/${pageName}.html`) },
    },
  });
}

function serveFile(folder: string, pathname: string, response: http.ServerResponse): void {
  const file = path.join(folder, path.normalize(pathname));
  if (!file.startsWith(folder) || !fs.existsSync(file)) {
    response.writeHead(404).end();
    return;
  }
  response.setHeader('content-type', TYPES[path.extname(file)] ?? 'application/octet-stream');
  response.end(fs.readFileSync(file));
}

async function forward(
  programme: TestServer,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const payload = Buffer.concat(parts);
  const answer = await programme.app.inject({
    method: request.method as 'GET' | 'POST' | 'PUT',
    url: request.url ?? '/',
    headers: request.headers,
    ...(payload.length === 0 ? {} : { payload }),
  });
  response.writeHead(answer.statusCode, answer.headers);
  response.end(answer.rawPayload);
}

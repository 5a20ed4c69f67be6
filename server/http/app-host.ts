import fs from 'node:fs/promises';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { contentSecurityPolicy } from '../../shared/access/content-security-policy.ts';
import { randomBytes } from '../../shared/crypto/index.ts';
import { toBase64Url } from '../../shared/encoding/bytes.ts';

const NONCE_BYTES = 16;
const NONCE_PLACEHOLDER = '<meta property="csp-nonce" nonce=""';
const ONE_YEAR_SECONDS = 31_536_000;

/**
 * Serves the browser host: one page at `/` with a nonce of its own per load, and its files. Files under `/assets/`
 * carry a hash in their name and may be kept for ever; page and service worker are never kept by HTTP caches.
 */
export async function installAppHost(app: FastifyInstance, folder: string): Promise<void> {
  await app.register(fastifyStatic, { serve: false, root: folder });
  app.get('/', async (_request, reply) => {
    const html = await fs.readFile(path.join(folder, 'index.html'), 'utf8');
    const nonce = toBase64Url(randomBytes(NONCE_BYTES));
    secure(reply, nonce);
    return reply
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(html.replace(NONCE_PLACEHOLDER, `${NONCE_PLACEHOLDER.slice(0, -1)}${nonce}"`));
  });
  app.get<{ Params: { '*': string } }>('/*', (request, reply) => {
    const file = request.params['*'];
    // The page is served at one address only, where its nonce is filled in.
    if (file === 'index.html' || file.endsWith('.map')) {
      reply.callNotFound();
      return reply;
    }
    secure(reply, toBase64Url(randomBytes(NONCE_BYTES)));
    const isHashed = file.startsWith('assets/');
    void reply.header(
      'cache-control',
      isHashed ? `public, max-age=${ONE_YEAR_SECONDS}, immutable` : 'no-store',
    );
    if (file === 'service-worker.js') void reply.header('service-worker-allowed', '/');
    return reply.sendFile(file, { cacheControl: false, dotfiles: 'deny', index: false });
  });
}

function secure(reply: FastifyReply, nonce: string): void {
  void reply.header('content-security-policy', contentSecurityPolicy(nonce, null));
}

import { randomBytes } from '../../shared/crypto/index.ts';
import { toBase64Url, utf8 } from '../../shared/encoding/bytes.ts';
import { contentSecurityPolicy } from '../../shared/access/content-security-policy.ts';
import { SECURITY_HEADERS, insertNonce } from '../security/csp.ts';
import { originOf } from '../security/navigation.ts';
import type { Bundle, BundleFile } from './bundle.ts';
import { parseRange } from './byte-range.ts';

const NONCE_BYTES = 16;

export interface AppProtocolOptions {
  /** Exact origin the bundle is served from. */
  readonly origin: string;
  /** The one other origin that may be asked; null for none. */
  readonly serverOrigin: string | null;
  readonly bundle: Bundle;
  /** Hands a request to the real network. */
  readonly forward: (request: Request) => Promise<Response>;
}

/**
 * Answers every https request of the app's session: its own origin from the bundle, with no port open; the
 * server's by the real network; anything else as a network error.
 */
export function createAppProtocol(
  options: AppProtocolOptions,
): (request: Request) => Promise<Response> {
  return async function answer(request: Request): Promise<Response> {
    const origin = originOf(request.url);
    if (origin === null) return Response.error();
    if (origin === options.origin) return await serve(options, request);
    if (origin === options.serverOrigin) return await options.forward(request);
    return Response.error();
  };
}

async function serve(options: AppProtocolOptions, request: Request): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return plain(405, { Allow: 'GET, HEAD' });
  }
  const { pathname } = new URL(request.url);
  const file = options.bundle.get(pathname === '/' ? '/index.html' : pathname);
  if (file === undefined) return plain(404);
  const response =
    pathname.endsWith('.html') || pathname === '/'
      ? await servePage(options, file)
      : serveFile(options, file, request.headers.get('range'));
  if (request.method === 'GET') return response;
  await response.body?.cancel();
  return new Response(null, { status: response.status, headers: response.headers });
}

/** A page gets a policy with a nonce of its own, made anew for each load. */
async function servePage(options: AppProtocolOptions, file: BundleFile): Promise<Response> {
  const nonce = freshNonce();
  const body = utf8(insertNonce(await file.text(), nonce));
  return new Response(body, {
    headers: {
      ...SECURITY_HEADERS,
      'Content-Security-Policy': contentSecurityPolicy(nonce, options.serverOrigin),
      'Content-Type': file.mimeType,
      'Content-Length': String(body.length),
    },
  });
}

/**
 * Workers take their policy from the response that brought their script (CSP Level 3, section 4.2), so it goes
 * with every file. Its nonce is told to nobody.
 */
function serveFile(
  options: AppProtocolOptions,
  file: BundleFile,
  rangeHeader: string | null,
): Response {
  const range = parseRange(rangeHeader, file.size);
  if (range === 'unsatisfiable') {
    return plain(416, { 'Content-Range': `bytes */${file.size}` });
  }
  const { start, end } = range === 'whole' ? { start: 0, end: file.size - 1 } : range;
  return new Response(file.size === 0 ? null : file.stream(start, end), {
    status: range === 'whole' ? 200 : 206,
    headers: {
      ...SECURITY_HEADERS,
      'Content-Security-Policy': contentSecurityPolicy(freshNonce(), options.serverOrigin),
      'Accept-Ranges': 'bytes',
      'Content-Type': file.mimeType,
      'Content-Length': String(end - start + 1),
      ...(range === 'whole' ? {} : { 'Content-Range': `bytes ${start}-${end}/${file.size}` }),
    },
  });
}

function plain(status: number, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(null, { status, headers: { ...SECURITY_HEADERS, ...headers } });
}

function freshNonce(): string {
  return toBase64Url(randomBytes(NONCE_BYTES));
}

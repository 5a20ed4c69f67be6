/**
 * The content security policy (CSP Level 3), as one line. Denies by default; the rest is what the app
 * was measured to need: WebAssembly for Argon2id and barcodes, one nonce for the style element that the
 * component library adds, blobs for photos, the one server.
 * `nonce` must be fresh for each load.
 */
export function contentSecurityPolicy(nonce: string, serverOrigin: string | null): string {
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    "font-src 'self'",
    `connect-src 'self'${serverOrigin === null ? '' : ` ${serverOrigin}`}`,
    "worker-src 'self'",
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Headers of everything the app serves to itself, beside the policy of the page. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = Object.freeze({
  'Cache-Control': 'no-store',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy':
    'camera=(self), publickey-credentials-create=(self), publickey-credentials-get=(self), ' +
    'display-capture=(), geolocation=(), hid=(), microphone=(), payment=(), serial=(), usb=()',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
});

const NONCE_META = /<meta\s[^>]*property=["']csp-nonce["'][^>]*>\s*/giu;
const HEAD = /<head(?:\s[^>]*)?>/iu;

/**
 * Tells the page its nonce, in `<meta property="csp-nonce" nonce="…">`, the place where libraries look.
 * @throws Error when the page has no head: it would lose its styles silently.
 */
export function insertNonce(html: string, nonce: string): string {
  if (!HEAD.test(html)) throw new Error('The page has no <head> for the nonce.');
  return html
    .replace(NONCE_META, '')
    .replace(HEAD, (head) => `${head}<meta property="csp-nonce" nonce="${nonce}">`);
}

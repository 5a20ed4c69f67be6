/**
 * The content security policy of the app's page on both hosts (CSP Level 3), as one line. Denies by default; the
 * rest is what the app was measured to need: WebAssembly for Argon2id, one nonce for the style element that the
 * component library adds, blobs for photos, and the one server (null: the page's own origin).
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

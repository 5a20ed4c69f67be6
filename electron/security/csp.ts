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

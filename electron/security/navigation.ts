/** The only documents the window may show; the app moves between its screens without navigating. */
const PAGES = new Set(['/', '/index.html']);

/**
 * Hosts a link may open in the user's own browser. No screen of ours links out yet; a host is added
 * here with its reason.
 */
export const EXTERNAL_HOSTS: readonly string[] = [];

/** Whether the window may go to `url`: the app's own page in the main frame (a reload), nothing else. */
export function isOwnPage(url: string, isMainFrame: boolean, appOrigin: string): boolean {
  const target = URL.parse(url);
  return (
    isMainFrame && target !== null && originOf(url) === appOrigin && PAGES.has(target.pathname)
  );
}

/**
 * Whether `url` may be handed to the operating system: https, a listed host exactly, the usual port and
 * no user name, which would make a link look like another.
 */
export function isExternalLink(url: string, hosts: readonly string[]): boolean {
  const target = URL.parse(url);
  return (
    target?.protocol === 'https:' &&
    hosts.includes(target.hostname) &&
    target.port === '' &&
    target.username === '' &&
    target.password === ''
  );
}

/** Whether the network may be asked for `url` at all: the app itself and its server. */
export function isAllowedRequest(
  url: string,
  appOrigin: string,
  serverOrigin: string | null,
): boolean {
  const origin = originOf(url);
  return origin !== null && (origin === appOrigin || origin === serverOrigin);
}

/**
 * The exact origin of an http(s) address without user name; null for all else, opaque origins included.
 * Never compares as text: `https://app.example.evil` starts with `https://app.example`.
 */
export function originOf(url: string): string | null {
  const target = URL.parse(url);
  if (target === null || target.username !== '' || target.password !== '') return null;
  return target.protocol === 'https:' || target.protocol === 'http:' ? target.origin : null;
}

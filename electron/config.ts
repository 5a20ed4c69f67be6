/** The domain used where a deployer gave none; reserved by RFC 2606, so nobody can own it. */
const DEFAULT_RELYING_PARTY_DOMAIN = 'app.fieldseal.example';

/** Hosts an app may speak plain HTTP with: this very laptop, in development and the demo. */
const LOOPBACK_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]']);

const DOMAIN =
  /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/u;

/** Where the app's page lives and which server it may speak to; fixed for the life of the process. */
export interface DesktopConfig {
  /** RP id of WebAuthn (Level 3, section 5.4.2) and host of the page's origin. */
  readonly rpId: string;
  /** Exact origin of the page; no port is open for it. */
  readonly origin: string;
  /** Origin of the central server; null for an app that only ever works by files. */
  readonly serverOrigin: string | null;
}

export interface ConfigSource {
  readonly rpDomain: string | undefined;
  readonly serverOrigin: string | undefined;
}

/**
 * Checks what the build (or, where the build left it open, the environment) named.
 * @throws Error when the domain is no lower-case domain name, or the server's address is no origin, or
 * is plain HTTP to another machine. The app must not start then.
 */
export function readConfig(source: ConfigSource): DesktopConfig {
  const rpId = source.rpDomain ?? DEFAULT_RELYING_PARTY_DOMAIN;
  if (!DOMAIN.test(rpId)) throw new Error('FIELDSEAL_RP_DOMAIN is no domain name.');
  const { serverOrigin } = source;
  return {
    rpId,
    origin: `https://${rpId}`,
    serverOrigin:
      serverOrigin === undefined || serverOrigin === '' ? null : checkServerOrigin(serverOrigin),
  };
}

function checkServerOrigin(text: string): string {
  const url = URL.parse(text);
  const isPlainOrigin = url !== null && (text === url.origin || text === `${url.origin}/`);
  if (!isPlainOrigin)
    throw new Error('FIELDSEAL_SERVER_ORIGIN is no origin (https://host[:port]).');
  const isSafe =
    url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK_HOSTS.has(url.hostname));
  if (!isSafe)
    throw new Error('FIELDSEAL_SERVER_ORIGIN must be https (http on this machine only).');
  return url.origin;
}

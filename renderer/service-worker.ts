/// <reference lib="webworker" />
/**
 * Keeps the app shell, so that a reload with the network cut works. It never touches the server's interface
 * (`/v1/`), whose answers must not outlive the page.
 */
export {};

declare const self: ServiceWorkerGlobalScope;
/** Put in by the build: every file of the app as a path from the root, and a hash over their contents. */
declare const __PRECACHE_FILES__: readonly string[];
declare const __PRECACHE_VERSION__: string;

const PREFIX = 'fieldseal-app-';
const CACHE = `${PREFIX}${__PRECACHE_VERSION__}`;
/** The host hands its one page out at the root, with the policy's nonce filled in. */
const SHELL = '/';
const PAGE_FILE = '/index.html';

self.addEventListener('install', (event) => {
  event.waitUntil(fillCache().then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(dropOldCaches().then(() => self.clients.claim()));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith('/v1/')) return;
  const path = request.mode === 'navigate' ? SHELL : url.pathname;
  event.respondWith(answer(path, request));
});

async function fillCache(): Promise<void> {
  const cache = await caches.open(CACHE);
  // `reload` passes by the browser's own cache, which may hold another version's files.
  const requests = __PRECACHE_FILES__.map(
    (file) => new Request(file === PAGE_FILE ? SHELL : file, { cache: 'reload' }),
  );
  await cache.addAll(requests);
}

async function dropOldCaches(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
}

async function answer(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(path)) ?? fetch(request);
}

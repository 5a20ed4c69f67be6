/**
 * Registers the service worker that keeps the app shell, in production only: in development it would serve
 * yesterday's files. A failure leaves an app that works while the network does.
 */
export function registerServiceWorker(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  void navigator.serviceWorker
    .register('/service-worker.js', { scope: '/' })
    .then(() => navigator.storage.persist())
    .catch(() => undefined);
}

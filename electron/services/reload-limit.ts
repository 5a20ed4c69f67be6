const WINDOW_MS = 60_000;
const MAX_RELOADS = 3;

/**
 * Answers whether a crashed page may be loaded again: three times in a minute, since a page that crashes at once
 * would else do so for ever. `now` is a clock in milliseconds.
 */
export function createReloadLimit(now: () => number): () => boolean {
  let reloads: readonly number[] = [];
  return () => {
    const time = now();
    reloads = reloads.filter((earlier) => time - earlier < WINDOW_MS);
    if (reloads.length >= MAX_RELOADS) return false;
    reloads = [...reloads, time];
    return true;
  };
}

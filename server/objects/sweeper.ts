import type { FastifyBaseLogger } from 'fastify';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

export interface Sweeper {
  /** No sweep begins any more, and the one under way breaks off. */
  stop(): Promise<void>;
}

/**
 * Calls `sweep` once a day, for the first time within the first hour, at a moment of its own on each of several servers.
 * One that fails is logged, and the next day's comes all the same.
 */
export function startSweeper(
  sweep: (signal: AbortSignal) => Promise<number>,
  logger: FastifyBaseLogger,
): Sweeper {
  const ending = new AbortController();
  let underWay = Promise.resolve();
  let timer: NodeJS.Timeout;
  const plan = (delayMs: number): void => {
    timer = setTimeout(() => {
      plan(DAY_MS);
      underWay = run(() => sweep(ending.signal), logger);
    }, delayMs);
    timer.unref();
  };
  plan(Math.random() * HOUR_MS);
  return {
    async stop() {
      clearTimeout(timer);
      ending.abort();
      await underWay;
    },
  };
}

async function run(sweep: () => Promise<number>, logger: FastifyBaseLogger): Promise<void> {
  try {
    logger.info({ deleted: await sweep() }, 'object store swept');
  } catch (error) {
    const { name, code } = error as { readonly name?: unknown; readonly code?: unknown };
    logger.error({ errorName: name, errorCode: code }, 'object store not swept');
  }
}

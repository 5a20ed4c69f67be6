/** How a try to synchronise ended. `refused`: trying again changes nothing until somebody does something. */
export type SyncOutcome = 'done' | 'failed' | 'refused' | 'not-asked';

const MINUTE_MS = 60_000;
/** After a sync that went through, and before the first one. */
const USUAL_PAUSE_MS = 15 * MINUTE_MS;
const FIRST_RETRY_MS = MINUTE_MS;
const LONGEST_PAUSE_MS = 60 * MINUTE_MS;
/** A network that has just come up is given so long to settle. */
const SETTLE_MS = MINUTE_MS;

export interface AutoSyncParts {
  /** Synchronises if anything speaks for it; never throws. */
  readonly attempt: () => Promise<SyncOutcome>;
  /** Calls back when the network comes up; answers how to stop listening. */
  readonly onOnline: (listener: () => void) => () => void;
  /** Runs work later; answers how to call it off. */
  readonly later: (work: () => void, milliseconds: number) => () => void;
  /** 0 to 1, evenly. */
  readonly random: () => number;
}

/**
 * Synchronises by itself for as long as the app runs: it never gives up, and never floods. Pauses double from a minute to an
 * hour while it fails, and differ by chance, so that a hundred laptops that come back into the same network do not ask all
 * at once. A network that comes up ends a long pause. Answers how to stop.
 */
export function startAutoSync({ attempt, onOnline, later, random }: AutoSyncParts): () => void {
  let failures = 0;
  let isTrying = false;
  let isStopped = false;
  let callOff = (): void => undefined;

  function plan(milliseconds: number): void {
    callOff();
    // Between half of it and the whole.
    if (!isStopped) callOff = later(() => void run(), milliseconds * (0.5 + random() / 2));
  }

  async function run(): Promise<void> {
    isTrying = true;
    const outcome = await attempt();
    isTrying = false;
    failures = outcome === 'failed' ? failures + 1 : 0;
    plan(pauseAfter(outcome, failures));
  }

  plan(USUAL_PAUSE_MS);
  const stopListening = onOnline(() => {
    failures = 0;
    if (!isTrying) plan(SETTLE_MS);
  });
  return () => {
    isStopped = true;
    stopListening();
    callOff();
  };
}

function pauseAfter(outcome: SyncOutcome, failures: number): number {
  switch (outcome) {
    case 'failed':
      return Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS);
    case 'refused':
      return LONGEST_PAUSE_MS;
    case 'done':
    case 'not-asked':
      return USUAL_PAUSE_MS;
  }
}

/** What the idle timer tells the app: seconds left before it locks, or null while all is well. */
export interface IdleTimer {
  /** Somebody is there: starts over. */
  readonly touch: () => void;
  readonly stop: () => void;
}

interface IdleTimerOptions {
  readonly lockSeconds: number;
  readonly warningSeconds: number;
  readonly now: () => number;
  readonly onRemaining: (seconds: number | null) => void;
  readonly onLock: () => void;
}

const TICK_MS = 1_000;

/**
 * Locks after `lockSeconds` without activity and counts down the last `warningSeconds`. It compares clock times
 * rather than counting ticks, so that a laptop that slept locks when it wakes.
 */
export function startIdleTimer(options: IdleTimerOptions): IdleTimer {
  let lastSeen = options.now();
  let isWarning = false;
  const timer = setInterval(() => {
    const idleSeconds = (options.now() - lastSeen) / 1000;
    const remaining = Math.ceil(options.lockSeconds - idleSeconds);
    if (remaining <= 0) {
      clearInterval(timer);
      options.onLock();
    } else if (remaining <= options.warningSeconds) {
      isWarning = true;
      options.onRemaining(remaining);
    }
  }, TICK_MS);
  return {
    touch: () => {
      // Past the limit the next tick locks; a key pressed after hours of sleep must not save it.
      if ((options.now() - lastSeen) / 1000 >= options.lockSeconds) return;
      lastSeen = options.now();
      if (isWarning) options.onRemaining(null);
      isWarning = false;
    },
    stop: () => clearInterval(timer),
  };
}

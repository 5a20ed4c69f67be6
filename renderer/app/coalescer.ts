/** Many requests, one run: see `createCoalescer`. */
export interface Coalescer {
  request(): void;
  /** Drops a run that has not begun. */
  stop(): void;
}

/** Runs `work` once `pauseMs` after the first of any number of requests; never two at a time. */
export function createCoalescer(work: () => Promise<void>, pauseMs: number): Coalescer {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let isRunning = false;
  let isWanted = false;
  async function run(): Promise<void> {
    timer = null;
    isRunning = true;
    isWanted = false;
    try {
      await work();
    } finally {
      isRunning = false;
      if (wasAskedAgain()) request();
    }
  }
  /** Asked meanwhile, by whoever called while `work` was awaited. */
  function wasAskedAgain(): boolean {
    return isWanted;
  }
  function request(): void {
    isWanted = true;
    if (timer === null && !isRunning) timer = setTimeout(() => void run(), pauseMs);
  }
  return {
    request,
    stop() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      isWanted = false;
    },
  };
}

/** How far saving is, as the screen shows it. */
export type SaveState = 'saved' | 'waiting' | 'saving' | 'failed';

export interface Autosave<Value> {
  /** Saves at the latest after the delay; a later value takes the place of one that still waits. */
  readonly schedule: (value: Value) => void;
  /** Saves now what waits, and settles when nothing is under way. Never rejects: see the state. */
  readonly flush: () => Promise<void>;
  /** Forgets what waits: the thing itself is gone. Waits for a save that is under way. */
  readonly cancel: () => Promise<void>;
}

const RETRY_MS = 5_000;

/**
 * A queue of one: saves never overlap and never overtake each other, and the last value always gets saved. A
 * failed value stays waiting: it is tried again by the next `flush` or `schedule`, and by itself after five seconds.
 */
export function createAutosave<Value>(
  save: (value: Value) => Promise<void>,
  onState: (state: SaveState, error: unknown) => void,
  delayMs: number,
): Autosave<Value> {
  let waiting: { readonly value: Value } | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<void> | null = null;

  async function run(): Promise<void> {
    while (waiting !== null) {
      const current: { readonly value: Value } = waiting;
      waiting = null;
      onState('saving', null);
      try {
        await save(current.value);
      } catch (error) {
        // A newer value that came in meanwhile is the one to keep.
        waiting ??= current;
        onState('failed', error);
        // Room may be made, or the store be reachable again, while nobody types.
        retry = setTimeout(() => void flush(), RETRY_MS);
        return;
      }
    }
    onState('saved', null);
  }

  function stopTimer(): void {
    clearTimeout(timer);
    clearTimeout(retry);
    timer = undefined;
  }

  async function flush(): Promise<void> {
    stopTimer();
    while (running !== null) await running;
    if (waiting === null) return;
    running = run().finally(() => {
      running = null;
    });
    await running;
  }

  return {
    schedule: (value) => {
      waiting = { value };
      onState('waiting', null);
      // Counted from the first unsaved change: whoever types without a pause is saved all the same.
      timer ??= setTimeout(() => void flush(), delayMs);
    },
    flush,
    cancel: async () => {
      stopTimer();
      waiting = null;
      if (running !== null) await running;
      waiting = null;
    },
  };
}

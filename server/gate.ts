import { FieldsealError } from '../shared/errors/fieldseal-error.ts';

const SECOND_MS = 1000;

/** Lets in work up to a total weight at a time; the rest waits, and who came first goes first. */
export interface Gate {
  /**
   * Waits for its turn and answers how to leave; leaving twice counts once. What is heavier than the gate is let in
   * alone.
   * @throws FieldsealError `server.not-ready`, when to come again in its details, after waiting as long as the gate allows.
   */
  enter(weight: number): Promise<() => void>;
}

interface Waiting {
  readonly weight: number;
  readonly let: (leave: () => void) => void;
}

/** A gate for `capacity`, at which nobody waits longer than `patience` milliseconds. */
export function createGate(capacity: number, patience: number): Gate {
  const queue = new Set<Waiting>();
  let inside = 0;

  function admit(): void {
    for (const waiting of queue) {
      if (inside + waiting.weight > capacity) return;
      queue.delete(waiting);
      inside += waiting.weight;
      let isInside = true;
      waiting.let(() => {
        if (!isInside) return;
        isInside = false;
        inside -= waiting.weight;
        admit();
      });
    }
  }

  return {
    enter(wanted) {
      return new Promise((resolve, reject) => {
        const waiting: Waiting = {
          weight: Math.min(wanted, capacity),
          let(leave) {
            clearTimeout(timer);
            resolve(leave);
          },
        };
        const timer = setTimeout(() => {
          queue.delete(waiting);
          const retryAfterSeconds = Math.ceil(patience / SECOND_MS);
          reject(new FieldsealError('server.not-ready', { retryAfterSeconds }));
          // The next ones may be lighter.
          admit();
        }, patience);
        queue.add(waiting);
        admit();
      });
    },
  };
}

/**
 * Answers that come in after a lock must not bring decrypted data back. `guard` ties a setter to the moment
 * it is made; after `end` it does nothing.
 */
export interface Epoch {
  guard<State>(set: (partial: Partial<State>) => void): (partial: Partial<State>) => void;
  end(): void;
}

/** Counts the clears of one store. */
export function createEpoch(): Epoch {
  let current = 0;
  return {
    guard: (set) => {
      const at = current;
      return (partial) => {
        if (at === current) set(partial);
      };
    },
    end: () => {
      current += 1;
    },
  };
}

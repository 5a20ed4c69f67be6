/** Runs one task after the other, in order of arrival; a failed one does not hold up the next. */
export type SerialQueue = <T>(task: () => Promise<T>) => Promise<T>;

/** A queue of its own, for work that reads and then writes the same thing. */
export function createSerialQueue(): SerialQueue {
  let last: Promise<unknown> = Promise.resolve();
  return function enqueue<T>(task: () => Promise<T>): Promise<T> {
    const result = last.then(task);
    last = result.catch(() => undefined);
    return result;
  };
}

/** Runs one piece of work at a time, in the order asked; a failure does not stop the next. */
export type Mutex = <T>(work: () => Promise<T>) => Promise<T>;

/** A new mutex. */
export function createMutex(): Mutex {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };
}

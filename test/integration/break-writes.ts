import { IDBObjectStore } from 'fake-indexeddb';

const WRITES = ['put', 'add', 'delete'] as const;

/** Makes the nth write to any database fail, as a full disk or a power cut would. Answers how to end that. */
export function failAtWrite(nth: number): { readonly restore: () => void; reached(): boolean } {
  let writes = 0;
  const prototype = IDBObjectStore.prototype as unknown as Record<
    string,
    (...args: unknown[]) => unknown
  >;
  const originals = WRITES.map((name) => [name, prototype[name]] as const);
  for (const [name, original] of originals) {
    prototype[name] = function fail(this: unknown, ...args: unknown[]): unknown {
      writes += 1;
      if (writes === nth) throw new DOMException('no room', 'QuotaExceededError');
      return original?.apply(this, args);
    };
  }
  return {
    restore() {
      for (const [name, original] of originals) {
        if (original !== undefined) prototype[name] = original;
      }
    },
    reached: () => writes >= nth,
  };
}

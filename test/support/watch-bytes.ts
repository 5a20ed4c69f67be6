import { vi } from 'vitest';
import { copyBytes, type Bytes } from '../../shared/encoding/bytes.ts';

/**
 * Runs `work` and answers the very byte arrays (not copies) that it handed to `crypto.subtle.importKey` as key
 * material, with whether each key may be exported: to see that they were overwritten afterwards.
 */
export async function importedBytes(
  work: () => Promise<unknown>,
): Promise<readonly { readonly bytes: Uint8Array; readonly extractable: boolean }[]> {
  const spy = vi.spyOn(crypto.subtle, 'importKey');
  try {
    await work();
    return spy.mock.calls.flatMap(([, bytes, , extractable]) =>
      bytes instanceof Uint8Array ? [{ bytes, extractable }] : [],
    );
  } finally {
    spy.mockRestore();
  }
}

/** What the byte arrays held that were overwritten with zeros, from end to end, while `work` ran. */
export async function zeroedBytes(work: () => unknown): Promise<readonly Bytes[]> {
  const held: Bytes[] = [];
  const fill = Reflect.get(Uint8Array.prototype, 'fill') as (...args: unknown[]) => Uint8Array;
  const spy = vi.spyOn(Uint8Array.prototype, 'fill').mockImplementation(function fillAndNote(
    this: Uint8Array,
    ...args
  ) {
    if (args[0] === 0 && args.length === 1) held.push(copyBytes(this));
    return fill.apply(this, args);
  });
  try {
    await work();
    return held;
  } finally {
    spy.mockRestore();
  }
}

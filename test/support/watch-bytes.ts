import { vi } from 'vitest';

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

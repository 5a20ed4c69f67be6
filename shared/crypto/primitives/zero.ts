/**
 * Overwrites key bytes. It shortens the time for which a key lies in memory; it cannot promise more, as the
 * engine may have copied the bytes while it moved objects about.
 */
export function zeroBytes(...parts: readonly Uint8Array[]): void {
  for (const part of parts) part.fill(0);
}

const LONGEST_NAME = 40;

/** A name for a way to unlock: one line, at most 40 characters. It stands unencrypted on the laptop. */
export function slotName(typed: string): string {
  const line = typed
    .normalize('NFC')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  return [...line].slice(0, LONGEST_NAME).join('');
}

/** Longer lines are in none of our files; one without an end must not fill the memory. */
const LONGEST_LINE = 1_048_576;

/**
 * The lines of a text that comes in pieces, each with its line feed; what follows the last one comes without.
 * @throws TypeError for what is not UTF-8, RangeError for a line over a million characters.
 */
export async function* linesOf(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<string> {
  // A byte order mark is no part of the format: kept, it is found.
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let rest = '';
  for await (const piece of pieces) {
    rest += decoder.decode(piece, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_LINE) throw new RangeError('a line is too long');
    for (const line of lines) yield `${line}\n`;
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}

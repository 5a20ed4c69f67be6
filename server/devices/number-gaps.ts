/** Gaps that are named one by one; of more, only their number is told. */
const MOST_RANGES = 50;

export interface NumberGaps {
  /** Null where no number was seen. */
  readonly highestNumber: number | null;
  readonly missingNumbers: {
    readonly count: number;
    readonly ranges: { readonly from: number; readonly to: number }[];
  };
}

/** Which numbers from 1 up to the highest were never seen. */
export function findGaps(seen: readonly number[]): NumberGaps {
  const sorted = [...new Set(seen)].sort((a, b) => a - b);
  const ranges: { from: number; to: number }[] = [];
  let count = 0;
  let before = 0;
  for (const number of sorted) {
    if (number > before + 1) {
      count += number - before - 1;
      if (ranges.length < MOST_RANGES) ranges.push({ from: before + 1, to: number - 1 });
    }
    before = number;
  }
  return { highestNumber: sorted.at(-1) ?? null, missingNumbers: { count, ranges } };
}

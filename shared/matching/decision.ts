import { totalEvidence, type MatchFinding } from './explain.ts';

/**
 * From this likeness (Dice coefficient of two encodings) on an entry is a candidate: nine in ten second entries of which
 * only an altered name and birth date are known are over it. Figures: docs/matching.md.
 */
export const CANDIDATE_SCORE = 0.74;

/** From this likeness on it is shown although nobody may open it, and called a strong match. */
export const STRONG_SCORE = 0.88;

/**
 * Evidence in bits from which on an opened candidate is shown: two people of the same names are kept apart by birth dates
 * that differ, and brothers and sisters with one telephone by their given names and birth dates.
 */
const SHOWN_EVIDENCE = 10;

/** Whether an entry that the likeness alone has found is worth somebody's look. */
export function isWorthShowing(
  score: number,
  explanation: readonly MatchFinding[] | null,
): boolean {
  return explanation === null
    ? score >= STRONG_SCORE
    : totalEvidence(explanation) >= SHOWN_EVIDENCE;
}

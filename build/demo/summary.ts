/** Everything counted on the way, from the sources named. */
export interface DemoCounts {
  /** People read, and those left out before enrolment. */
  readonly people: number;
  readonly rejected: number;
  /** Records the vault saved. */
  readonly enrolled: number;
  /** Consents with status "given" in the records that the supervisor opened. */
  readonly consents: number;
  /** Second entries whose first entry was enrolled too, and how many of those the check showed. */
  readonly knownDuplicates: number;
  readonly knownDuplicatesFlagged: number;
  /** Enrolments for which the check showed anybody. */
  readonly flagged: number;
  /** Batches made, and those with a verified receipt. */
  readonly batches: number;
  readonly receipts: number;
  /** Records that a receipt accepted. */
  readonly accepted: number;
  /** Decisions the supervisor signed. */
  readonly approved: number;
  readonly returned: number;
  /** The same as the enumerator sees them after the second sync. */
  readonly seenApproved: number;
  readonly seenReturned: number;
  readonly bytesSent: number;
  /** Needles found in the raw stores. */
  readonly rawHits: number;
}

/** Sentences about every sum that does not come out; empty when all do. */
export function findContradictions(counts: DemoCounts): readonly string[] {
  const sums: readonly (readonly [string, number, string, number])[] = [
    ['people read', counts.people, 'enrolled and left out', counts.enrolled + counts.rejected],
    ['enrolled', counts.enrolled, 'consents given', counts.consents],
    ['enrolled', counts.enrolled, 'accepted by receipts', counts.accepted],
    ['batches', counts.batches, 'receipts', counts.receipts],
    ['accepted', counts.accepted, 'approved and returned', counts.approved + counts.returned],
    ['approved', counts.approved, 'approved as the enumerator sees it', counts.seenApproved],
    ['returned', counts.returned, 'returned as the enumerator sees it', counts.seenReturned],
    ['raw search hits', counts.rawHits, 'none', 0],
  ];
  const wrong = sums
    .filter(([, left, , right]) => left !== right)
    .map(([a, left, b, right]) => `${a} (${String(left)}) is not ${b} (${String(right)})`);
  if (counts.enrolled === 0) wrong.push('nobody was enrolled');
  if (counts.knownDuplicatesFlagged > counts.knownDuplicates) {
    wrong.push('more known duplicates flagged than there are');
  }
  return wrong;
}

/** The table for the terminal. `seconds` by phase, in order. */
export function describeSummary(counts: DemoCounts, seconds: ReadonlyMap<string, number>): string {
  const rows: readonly (readonly [string, string])[] = [
    ['People read', String(counts.people)],
    ['Left out (the form would refuse them)', String(counts.rejected)],
    ['Enrolled', String(counts.enrolled)],
    ['Consents', String(counts.consents)],
    ['Flagged as possible duplicates', String(counts.flagged)],
    [
      'Known duplicates flagged',
      `${String(counts.knownDuplicatesFlagged)} of ${String(counts.knownDuplicates)}`,
    ],
    ['Batches', String(counts.batches)],
    ['Receipts', String(counts.receipts)],
    ['Accepted', String(counts.accepted)],
    ['Approved', String(counts.approved)],
    ['Returned', String(counts.returned)],
    ['Bytes sent', counts.bytesSent.toLocaleString('en')],
    ['Plain data found in raw stores', String(counts.rawHits)],
    ...[...seconds].map(([phase, value]) => [`Seconds: ${phase}`, value.toFixed(1)] as const),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value.padStart(12)}`).join('\n');
}

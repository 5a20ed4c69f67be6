const DAY_MS = 86_400_000;
/** From here on the days left are shown (architecture, Keys). */
const SHOWN_FROM = 0.75;
/** Shown from here on while the lease's length is not known: the programme's policy is behind the lock. */
const SHOWN_DAYS_WITHOUT_POLICY = 15;

/** Whole days until `leaseUntil` (ISO), 0 once it has passed. */
export function leaseDaysLeft(leaseUntil: string, now: number): number {
  return Math.max(0, Math.ceil((Date.parse(leaseUntil) - now) / DAY_MS));
}

/** True once three quarters of a lease of `leaseDays` have passed; null where its length is not known. */
export function isLeaseEnding(daysLeft: number, leaseDays: number | null): boolean {
  if (leaseDays === null) return daysLeft <= SHOWN_DAYS_WITHOUT_POLICY;
  return daysLeft <= leaseDays * (1 - SHOWN_FROM);
}

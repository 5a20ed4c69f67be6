import type { ActivityEntry } from '../../vault/activity-api.ts';

/** Entries of one day, newest first. */
export interface ActivityDay {
  readonly key: string;
  /** A moment of that day. */
  readonly at: string;
  readonly entries: readonly ActivityEntry[];
}

/**
 * Neighbouring entries by the laptop's calendar day. One that can't be read stays with the one before it. A clock
 * that was set back makes a new group, so that the order of what happened stays as it was.
 */
export function daysOf(entries: readonly ActivityEntry[]): readonly ActivityDay[] {
  const days: { key: string; at: string; day: string; entries: ActivityEntry[] }[] = [];
  for (const entry of entries) {
    const open = days.at(-1);
    const day = entry.event === null ? open?.day : new Date(entry.event.at).toDateString();
    if (open !== undefined && open.day === day) open.entries.push(entry);
    else {
      const at = entry.event?.at ?? new Date(0).toISOString();
      days.push({ key: String(entry.sequence), at, day: day ?? '', entries: [entry] });
    }
  }
  return days;
}

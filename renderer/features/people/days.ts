/** A day of the laptop's calendar, as date fields have it; empty for none. */
export function dayOf(moment: string | null): string {
  if (moment === null) return '';
  const date = new Date(moment);
  const pad = (value: number, length: number): string => String(value).padStart(length, '0');
  return `${pad(date.getFullYear(), 4)}-${pad(date.getMonth() + 1, 2)}-${pad(date.getDate(), 2)}`;
}

/** Its first moment; null for no day, and for what is none. */
export function startOfDay(day: string): string | null {
  return momentOf(day, 0);
}

/** Its last moment, so that what ends on a day still counts on it. */
export function endOfDay(day: string): string | null {
  return momentOf(day, 1);
}

function momentOf(day: string, later: 0 | 1): string | null {
  const [year = NaN, month = NaN, date = NaN] = day.split('-').map(Number);
  const moment = new Date(year, month - 1, date + later, 0, 0, 0, -later);
  return Number.isNaN(moment.getTime()) ? null : moment.toISOString();
}

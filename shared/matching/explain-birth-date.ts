import type { BirthDate } from '../forms/form-definition.ts';
import { isOneSlip } from './one-slip.ts';

/** How two birth dates relate. `less-exact`: one is known to the month or year only, and agrees as far as it goes. */
export type BirthDateFinding =
  'same' | 'one-digit' | 'day-month-swapped' | 'less-exact' | 'differs';

/** Compares two birth dates; null where one is unknown. */
export function explainBirthDate(
  a: BirthDate | null,
  b: BirthDate | null,
): BirthDateFinding | null {
  if (a === null || b === null) return null;
  if (a.precision !== b.precision) {
    const [short, long] = a.value.length < b.value.length ? [a.value, b.value] : [b.value, a.value];
    return long.startsWith(`${short}-`) ? 'less-exact' : 'differs';
  }
  if (a.value === b.value) return 'same';
  if (dayAndMonthSwapped(a.value) === b.value) return 'day-month-swapped';
  return isOneSlip(a.value.replaceAll('-', ''), b.value.replaceAll('-', ''))
    ? 'one-digit'
    : 'differs';
}

function dayAndMonthSwapped(value: string): string {
  const [year = '', month = '', day = ''] = value.split('-');
  return `${year}-${day}-${month}`;
}

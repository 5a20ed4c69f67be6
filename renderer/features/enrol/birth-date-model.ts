import { asciiDigits } from '../../../shared/encoding/digits.ts';
import type { BirthDate } from '../../../shared/forms/form-definition.ts';

export type Precision = BirthDate['precision'];

/** What stands in the three fields, as typed. */
export interface BirthDateParts {
  readonly precision: Precision;
  readonly year: string;
  readonly month: string;
  readonly day: string;
}

/** The laptop's calendar day as an ISO date. */
export function isoDay(date: Date): string {
  const month = String(date.getMonth() + 1).padStart(2, '0');
  const day = String(date.getDate()).padStart(2, '0');
  return `${String(date.getFullYear())}-${month}-${day}`;
}

/** Fields for a stored answer; an incomplete one keeps what was typed. */
export function partsOf(answer: unknown): BirthDateParts {
  const { precision, value } = (answer ?? {}) as { precision?: Precision; value?: string };
  const [year = '', month = '', day = ''] = (value ?? '').split('-');
  return { precision: precision ?? 'day', year, month, day: day.replace(/^0(?=\d)/u, '') };
}

/**
 * The answer for what was typed. An incomplete date is kept too, so that a reload loses nothing; validation refuses
 * it until it is complete. Undefined when nothing was typed.
 */
export function answerOf(parts: BirthDateParts): BirthDate | undefined {
  const year = asciiDigits(parts.year).replaceAll(/\D/gu, '').slice(0, 4);
  const month = parts.month;
  const day = asciiDigits(parts.day).replaceAll(/\D/gu, '').slice(0, 2);
  if (year === '' && month === '' && day === '' && parts.precision === 'day') return undefined;
  if (parts.precision === 'year') return { precision: 'year', value: year };
  if (parts.precision === 'month') return { precision: 'month', value: `${year}-${month}` };
  return { precision: 'day', value: `${year}-${month}-${day.padStart(day === '' ? 0 : 2, '0')}` };
}

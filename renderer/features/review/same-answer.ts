import type { Answer } from '../../../shared/forms/form-definition.ts';

/** True when both are answered and read the same, case aside. Photos never count as the same. */
export function isSameAnswer(a: Answer | undefined, b: Answer | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  if (typeof a === 'string' && typeof b === 'string') {
    return a.trim().toLowerCase() === b.trim().toLowerCase();
  }
  if (typeof a === 'object' && typeof b === 'object' && 'value' in a && 'value' in b) {
    return a.precision === b.precision && a.value === b.value;
  }
  return false;
}

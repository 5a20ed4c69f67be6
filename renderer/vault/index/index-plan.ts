import type { FormDefinition } from '../../../shared/forms/form-definition.ts';

/** The indexes whose tokens stand in sealed pages. */
export type SealedIndex = 'phone-last-four' | 'name' | 'name-and-birth-date';

/** Which fields of a form are indexed, and how each index may be stored. */
export interface IndexPlan {
  /** Open: the token is an index of the database. High-entropy values only. */
  readonly nationalId: string | null;
  readonly phone: string | null;
  /** Sealed: tokens stand in encrypted pages only. */
  readonly phonePartial: boolean;
  /** Family name first, then given name, in form order. */
  readonly names: readonly string[];
  readonly birthDate: string | null;
}

/** Plans the indexes that the form's fields declare. */
export function planIndexes(form: FormDefinition): IndexPlan {
  function fieldOf(type: string, kind: string): string | null {
    const field = form.fields.find(
      (candidate) => candidate.type === type && candidate.indexes.some((index) => index === kind),
    );
    return field?.id ?? null;
  }
  const partial = fieldOf('phone', 'partial');
  return {
    nationalId: fieldOf('identifier', 'exact'),
    phone: fieldOf('phone', 'exact') ?? partial,
    phonePartial: partial !== null,
    names: form.fields
      .filter((field) => field.type === 'name' && field.indexes.includes('phonetic'))
      .map((field) => field.id),
    birthDate: form.fields.find((field) => field.type === 'birth-date')?.id ?? null,
  };
}

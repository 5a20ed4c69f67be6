import type { FormDefinition, IndexKind } from '../../../shared/forms/form-definition.ts';
import { planFormIndexes } from '../../../shared/forms/index-planner.ts';

/** The indexes whose tokens stand in sealed pages. */
export type SealedIndex = 'phone-last-four' | 'name' | 'name-and-birth-date';

/** Which fields of a form are indexed, by what the planner decided; a refused index stands nowhere here. */
export interface IndexPlan {
  /** Open: the token is an index of the database. High-entropy values only. */
  readonly nationalId: string | null;
  readonly phone: string | null;
  /** Sealed: tokens stand in encrypted pages only. The field whose last four digits are indexed. */
  readonly phonePartial: string | null;
  /** Family name first, then given name, in form order. */
  readonly names: readonly string[];
  readonly birthDate: string | null;
  /** Fields of the encoding for the fuzzy search; none gives none. */
  readonly fuzzy: ReadonlySet<string>;
}

/** The plan that the vault works by. */
export function planIndexes(form: FormDefinition): IndexPlan {
  const decided = planFormIndexes(form).filter(({ storage }) => storage !== 'refused');
  function fieldsOf(type: string, kind: IndexKind): readonly string[] {
    return form.fields
      .filter((field) => field.type === type)
      .map((field) => field.id)
      .filter((id) =>
        decided.some(
          (index) => index.kind === kind && index.fieldIds.length === 1 && index.fieldIds[0] === id,
        ),
      );
  }
  return {
    nationalId: fieldsOf('identifier', 'exact')[0] ?? null,
    phone: fieldsOf('phone', 'exact')[0] ?? null,
    phonePartial: fieldsOf('phone', 'partial')[0] ?? null,
    names: fieldsOf('name', 'phonetic'),
    birthDate: form.fields.find((field) => field.type === 'birth-date')?.id ?? null,
    fuzzy: new Set(
      decided.filter(({ kind }) => kind === 'fuzzy').flatMap(({ fieldIds }) => fieldIds),
    ),
  };
}

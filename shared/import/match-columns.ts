import type { ConsentNotice } from '../domain/consent-notice.ts';
import { fold } from '../domain/normalise.ts';
import type { FormDefinition, FormField } from '../forms/form-definition.ts';
import type { ImportColumns } from './import-plan.ts';

const WITNESS = ['witness', 'witness name', 'name of the witness', 'témoin', 'شاهد', 'اسم الشاهد'];

/** Fields that a file of text can hold. */
export function importableFields(form: FormDefinition): readonly FormField[] {
  return form.fields.filter((field) => field.type !== 'photo');
}

/**
 * Finds each field's column by its id and by its label in any language, each purpose's by its id and its name; case,
 * marks, blanks and signs do not count. No column is taken twice, and ids come before what is written in words.
 */
export function matchColumns(
  columns: readonly string[],
  form: FormDefinition,
  notice: ConsentNotice,
): ImportColumns {
  const names = columns.map(plainName);
  const taken = new Set<number>();
  const take = (wanted: readonly string[]): number | null => {
    const plain = new Set(wanted.map(plainName).filter((name) => name !== ''));
    const found = names.findIndex((name, column) => plain.has(name) && !taken.has(column));
    if (found < 0) return null;
    taken.add(found);
    return found;
  };
  const fields = new Map<string, number>();
  const purposes = new Map<string, number>();
  const match = (into: Map<string, number>, id: string, wanted: readonly string[]): void => {
    const column = into.has(id) ? null : take(wanted);
    if (column !== null) into.set(id, column);
  };
  const asked = importableFields(form);
  for (const { id } of asked) match(fields, id, [id]);
  for (const { id } of notice.purposes) match(purposes, id, [id, `consent ${id}`]);
  for (const { id, label } of asked) match(fields, id, Object.values(label));
  for (const { id, name } of notice.purposes) match(purposes, id, Object.values(name));
  return {
    fields: Object.fromEntries(fields),
    purposes: Object.fromEntries(purposes),
    witness: take(WITNESS),
  };
}

function plainName(name: string): string {
  return fold(name).replaceAll(/[^\p{L}\p{N}]/gu, '');
}

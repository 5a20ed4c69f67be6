import { normaliseIdentifier } from '../domain/normalise.ts';
import type { ImportedPerson } from './read-row.ts';
import { findingOf, type RowFinding } from './row-finding.ts';

/** Remembers the people of a file, to find those that stand in it twice. */
export interface RepeatFinder {
  /** Why this person has been met before, or null; then the person counts as met. */
  meet(person: ImportedPerson): RowFinding | null;
}

/** `idFieldId` is the field of the national ID; without one only rows that say the same in every answer are found. */
export function createRepeatFinder(idFieldId: string | null): RepeatFinder {
  const byId = new Map<string, number>();
  const byAnswers = new Map<string, number>();
  return {
    meet({ row, answers }) {
      const id = idOf(idFieldId === null ? undefined : answers[idFieldId]);
      const all = JSON.stringify(Object.entries(answers).sort(([a], [b]) => (a < b ? -1 : 1)));
      const sameId = id === '' ? undefined : byId.get(id);
      if (sameId !== undefined) {
        return findingOf(row, 'id-repeated', { fieldId: idFieldId, otherRow: sameId });
      }
      const sameRow = byAnswers.get(all);
      if (sameRow !== undefined) return findingOf(row, 'row-repeated', { otherRow: sameRow });
      if (id !== '') byId.set(id, row);
      byAnswers.set(all, row);
      return null;
    },
  };
}

function idOf(answer: unknown): string {
  return typeof answer === 'string' ? normaliseIdentifier(answer) : '';
}

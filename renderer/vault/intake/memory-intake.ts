import type { IntakeHead, IntakeRow } from './intake-rows.ts';

/** Where a record of the intake stands. */
export interface IntakePlace {
  readonly intakeId: string;
  readonly operatorId: string;
  readonly head: IntakeHead;
}

/** The open part of the intake, held in memory for as long as a vault is open. Records stay in it for seconds. */
export interface MemoryIntake {
  add(...rows: readonly Omit<IntakeRow, 'sealed'>[]): void;
  /** Forgets a page, once its records stand in rows of their own. */
  remove(intakeId: string): void;
  find(recordId: string): IntakePlace | undefined;
  /** Records whose national id or phone has the token. */
  withToken(index: 'nationalIdToken' | 'phoneToken', token: string): readonly IntakePlace[];
  /** The newest `count` records saved before the place `before`, newest first. */
  newestBefore(before: number, count: number): readonly IntakePlace[];
}

/** An empty intake. */
export function createMemoryIntake(): MemoryIntake {
  const places = new Map<string, IntakePlace>();

  return {
    add(...rows) {
      for (const { id, operatorId, heads } of rows) {
        for (const head of heads) places.set(head.recordId, { intakeId: id, operatorId, head });
      }
    },
    remove(intakeId) {
      for (const [recordId, place] of places) {
        if (place.intakeId === intakeId) places.delete(recordId);
      }
    },
    find: (recordId) => places.get(recordId),
    withToken: (index, token) => [...places.values()].filter(({ head }) => head[index] === token),
    newestBefore: (before, count) =>
      [...places.values()]
        .filter(({ head }) => head.savedOrder < before)
        .sort((a, b) => b.head.savedOrder - a.head.savedOrder)
        .slice(0, count),
  };
}

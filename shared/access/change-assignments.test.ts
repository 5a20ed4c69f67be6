import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Area } from '../domain/area.ts';
import { Assignment, MOST_ASSIGNMENTS, undated } from '../domain/assignment.ts';
import { changeAssignments, givesUpAdministration, takesAway } from './change-assignments.ts';
import { decide } from './decide.ts';
import { holdAssignments, validityAt } from './held-assignment.ts';
import { ACTIONS } from './permissions.ts';

const NOW = new Date('2026-06-01T12:00:00.000Z');
const HOUR_MS = 3_600_000;
const name = { en: 'x' };
const AREAS: readonly Area[] = [
  { id: 'root', parentId: null, level: 0, name },
  { id: 'a', parentId: 'root', level: 1, name },
  { id: 'a1', parentId: 'a', level: 2, name },
  { id: 'b', parentId: 'root', level: 1, name },
];

const time = fc
  .integer({ min: -5, max: 5 })
  .map((hours) => new Date(NOW.getTime() + hours * HOUR_MS).toISOString());
const assignment = fc
  .record({
    role: fc.constantFrom('enumerator', 'supervisor', 'administrator', 'auditor'),
    areaIds: fc.option(
      fc.uniqueArray(fc.constantFrom(...AREAS.map(({ id }) => id)), { minLength: 1 }),
    ),
    validFrom: fc.option(time),
    validUntil: fc.option(time),
  })
  .filter((made) => Assignment.safeParse(made).success);
const assignments = fc.array(assignment, { minLength: 1, maxLength: 5 });

/** Whether these assignments allow it there at a time. */
function allows(
  list: readonly Assignment[],
  action: (typeof ACTIONS)[number],
  areaId: string,
  at: Date,
): boolean {
  const place = { areas: AREAS, areaId };
  return decide(holdAssignments(list), action, { at, place }).allowed;
}
const action = fc.constantFrom(...ACTIONS);
const area = fc.constantFrom(...AREAS.map(({ id }) => id));
const hours = fc.integer({ min: 0, max: 8 });

describe('a change of assignments', () => {
  it('allows from now on what is wanted, and nothing else', () => {
    fc.assert(
      fc.property(
        assignments,
        assignments,
        action,
        area,
        hours,
        (before, next, what, where, on) => {
          const at = new Date(NOW.getTime() + on * HOUR_MS);
          const after = changeAssignments(before, next, AREAS, NOW);
          expect(allows(after, what, where, at)).toBe(allows(next, what, where, at));
        },
      ),
    );
  });

  it('takes back nothing of what was allowed before now', () => {
    fc.assert(
      fc.property(
        assignments,
        assignments,
        action,
        area,
        hours,
        (before, next, what, where, ago) => {
          const at = new Date(NOW.getTime() - 1 - ago * HOUR_MS);
          const after = changeAssignments(before, next, AREAS, NOW);
          if (allows(before, what, where, at)) expect(allows(after, what, where, at)).toBe(true);
        },
      ),
    );
  });

  it('is never nothing, never too much, and the same when it is made again', () => {
    fc.assert(
      fc.property(assignments, assignments, (before, next) => {
        const after = changeAssignments(before, next, AREAS, NOW);
        expect(after.length).toBeGreaterThan(0);
        expect(after.every((made) => Assignment.safeParse(made).success)).toBe(true);
        expect(changeAssignments(after, next, AREAS, NOW)).toEqual(after);
      }),
    );
  });

  it('that takes nothing away leaves everything allowed that lasts', () => {
    fc.assert(
      fc.property(
        assignments,
        assignments,
        action,
        area,
        hours,
        (before, next, what, where, on) => {
          const at = new Date(NOW.getTime() + on * HOUR_MS);
          const after = changeAssignments(before, next, AREAS, NOW);
          if (takesAway(before, after, AREAS, NOW)) return;
          if (allows(before, what, where, at)) expect(allows(after, what, where, at)).toBe(true);
        },
      ),
    );
  });

  it('splits off the areas that go, and merges what ends alike', () => {
    const before = [undated('enumerator', ['a', 'b']), undated('supervisor', ['root'])];
    expect(changeAssignments(before, [undated('enumerator', ['a'])], AREAS, NOW)).toEqual([
      undated('enumerator', ['a']),
      { ...undated('enumerator', ['b']), validUntil: NOW.toISOString() },
      { ...undated('supervisor', ['root']), validUntil: NOW.toISOString() },
    ]);
  });

  it('an area goes on where one above it is held', () => {
    const after = changeAssignments(
      [undated('enumerator', ['a1'])],
      [undated('enumerator', ['a'])],
      AREAS,
      NOW,
    );
    expect(after).toEqual([undated('enumerator', ['a'])]);
  });

  it('what never began leaves nothing behind but that there was somebody', () => {
    const coming = { ...undated('auditor', ['root']), validFrom: '2026-07-01T00:00:00.000Z' };
    const [left, ...more] = changeAssignments([coming], [], AREAS, NOW);
    expect(more).toEqual([]);
    expect(validityAt(left ?? coming, NOW)).toBe('expired');
  });

  it('forgets what ended first where there is no room', () => {
    const over = Array.from({ length: MOST_ASSIGNMENTS }, (_, day) => ({
      ...undated('enumerator', ['a']),
      validUntil: new Date(NOW.getTime() - (day + 1) * HOUR_MS).toISOString(),
    }));
    const after = changeAssignments(over, [undated('auditor', ['root'])], AREAS, NOW);
    expect(after).toHaveLength(MOST_ASSIGNMENTS);
    expect(after).toEqual([undated('auditor', ['root']), ...over.slice(0, -1)]);
  });
});

describe('giving up administration', () => {
  const administrator = undated('administrator', ['root']);
  it.each([
    ['no more', [undated('enumerator', ['a'])], true],
    ['in less', [undated('administrator', ['a'])], true],
    ['for some time only', [{ ...administrator, validUntil: '2027-01-01T00:00:00.000Z' }], true],
    ['later', [{ ...administrator, validFrom: '2026-07-01T00:00:00.000Z' }], true],
    ['as before, and more', [administrator, undated('enumerator', ['a'])], false],
    ['everywhere', [{ ...administrator, areaIds: null }], false],
  ])('%s: %s', (_title, after, isGivenUp) => {
    expect(givesUpAdministration([administrator], after, AREAS, NOW)).toBe(isGivenUp);
  });
});

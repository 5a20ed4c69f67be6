import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Area } from '../domain/area.ts';
import { isInScope } from '../domain/area.ts';
import type { Assignment } from '../domain/assignment.ts';
import { Role } from '../domain/role.ts';
import { actionsAt, areasFor, decide, refusalDetails, type Decision } from './decide.ts';
import { holdAssignments, validityAt } from './held-assignment.ts';
import { ACTIONS, ACTION_SCOPES, GIVEABLE_ACTIONS, PERMISSIONS } from './permissions.ts';

const area = (id: string, parentId: string | null): Area => ({
  id,
  parentId,
  level: parentId === null ? 0 : 1,
  name: { en: id },
});
const AREAS = [area('region', null), area('a', 'region'), area('b', 'region'), area('a1', 'a')];
const NOW = new Date('2026-11-25T12:00:00.000Z');
const HOUR_MS = 3_600_000;
const hours = (count: number): string => new Date(NOW.getTime() + count * HOUR_MS).toISOString();
const at = (areaId: string) => ({ at: NOW, place: { areas: AREAS, areaId } });

function assignment(role: string, changes: Partial<Assignment> = {}): Assignment {
  return { role, areaIds: ['a'], validFrom: null, validUntil: null, ...changes };
}

function refusalOf(decision: Decision): object {
  return decision.allowed ? {} : decision.refusal;
}

describe('the narrowest rule', () => {
  const supervisorOfA = assignment('supervisor');
  const over = assignment('supervisor', { areaIds: ['b'], validUntil: hours(-1) });
  const longOver = assignment('supervisor', { areaIds: ['b'], validUntil: hours(-9) });
  const coming = assignment('supervisor', { areaIds: ['b'], validFrom: hours(1) });
  const later = assignment('supervisor', { areaIds: ['b'], validFrom: hours(9) });
  const enumeratorOfB = assignment('enumerator', { areaIds: ['b'] });

  it.each([
    ['no role', [enumeratorOfB], 'b', { rule: 'no-role', role: null, areaIds: null }],
    ['nothing at all', [], 'b', { rule: 'no-role' }],
    [
      'a role elsewhere',
      [enumeratorOfB, supervisorOfA],
      'b',
      { rule: 'outside-areas', role: 'supervisor', areaIds: ['a'] },
    ],
    ['an area nobody knows', [supervisorOfA], 'nowhere', { rule: 'outside-areas' }],
    [
      'one that is over, before one elsewhere',
      [supervisorOfA, longOver, over],
      'b',
      { rule: 'expired', role: 'supervisor', areaIds: ['b'], until: hours(-1) },
    ],
    [
      'one to come, before one that is over',
      [over, later, coming, supervisorOfA],
      'b',
      { rule: 'not-yet', areaIds: ['b'], from: hours(1) },
    ],
    ['over and elsewhere', [over], 'a1', { rule: 'outside-areas', areaIds: ['b'] }],
  ] as const)('of %s is told', (_what, assignments, areaId, expected) => {
    const decision = decide(holdAssignments(assignments), 'record.review', at(areaId));
    expect(refusalOf(decision)).toMatchObject({ ...expected, action: 'record.review' });
  });

  it('is told in words of an error: ids and times', () => {
    const details = [[over], [coming], [supervisorOfA], []].map((assignments) => {
      const decision = decide(holdAssignments(assignments), 'record.review', at('b'));
      return decision.allowed ? {} : refusalDetails(decision.refusal);
    });
    const permission = 'record.review';
    const role = 'supervisor';
    expect(details).toEqual([
      { rule: 'expired', permission, role, areas: 'b', until: hours(-1) },
      { rule: 'not-yet', permission, role, areas: 'b', from: hours(1) },
      { rule: 'outside-areas', permission, role, areas: 'a' },
      { rule: 'no-role', permission },
    ]);
  });
});

describe('an assignment', () => {
  it('begins at its first moment and is over at its last', () => {
    const dates = { validFrom: hours(0), validUntil: hours(1) };
    const stands = (offsetMs: number) => validityAt(dates, new Date(NOW.getTime() + offsetMs));
    expect([stands(-1), stands(0), stands(HOUR_MS - 1), stands(HOUR_MS)]).toEqual([
      'not-yet',
      'valid',
      'valid',
      'expired',
    ]);
    const late = new Date(NOW.getTime() + 2 * HOUR_MS);
    expect([validityAt(dates, late, HOUR_MS), validityAt(dates, late, HOUR_MS + 1)]).toEqual([
      'expired',
      'valid',
    ]);
  });

  it('for the whole programme covers every area of it, and one for an area what lies below', () => {
    const everywhere = holdAssignments([assignment('supervisor', { areaIds: null })]);
    const inA = holdAssignments([assignment('supervisor')]);
    const may = (held: typeof inA, areaId: string) =>
      decide(held, 'record.review', at(areaId)).allowed;
    expect(['region', 'a1', 'nowhere'].map((id) => may(everywhere, id))).toEqual([
      true,
      true,
      false,
    ]);
    expect(['region', 'a', 'a1', 'b'].map((id) => may(inA, id))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(areasFor(everywhere, 'record.review', NOW)).toBeNull();
    expect(areasFor(inA, 'record.review', NOW)).toEqual(['a']);
    expect(areasFor(inA, 'registrant.enrol', NOW)).toEqual([]);
  });
});

describe('a role of the programme’s own', () => {
  const own = (actions: readonly string[], id = 'custom-clerk') => ({
    id,
    name: { en: 'Clerk' },
    actions: [...actions],
  });
  const actionsOf = (roles: readonly ReturnType<typeof own>[], role = 'custom-clerk') =>
    actionsAt(holdAssignments([assignment(role)], roles), NOW);

  it('allows what it names of what may be given away, and ignores the rest', () => {
    const named = [...ACTIONS, 'registry.export', 'toString'];
    expect(actionsOf([own(named)])).toEqual(ACTIONS.filter((a) => GIVEABLE_ACTIONS.includes(a)));
    expect(actionsOf([own(['device.read', 'device.revoke', 'unheard-of'])])).toEqual([
      'device.read',
    ]);
  });

  it('is nothing where the programme does not name it, or names it twice', () => {
    expect(actionsOf([])).toEqual([]);
    expect(actionsOf([own(['device.read']), own(['record.review'])])).toEqual([]);
  });

  it('does not take the place of one that every programme has', () => {
    expect(actionsOf([own([...ACTIONS], 'auditor')], 'auditor')).toEqual(
      ACTIONS.filter((action) => PERMISSIONS.auditor.includes(action)),
    );
  });
});

const anyTime = fc.option(fc.integer({ min: -48, max: 48 }).map(hours), { nil: null });
const anyAssignment = fc.record({
  role: fc.constantFrom(...Role.values, 'custom-clerk', 'role-of-a-newer-app'),
  areaIds: fc.option(
    fc.uniqueArray(fc.constantFrom('region', 'a', 'b', 'a1', 'gone'), { minLength: 1 }),
    { nil: null },
  ),
  validFrom: anyTime,
  validUntil: anyTime,
});
const anyHeld = fc
  .array(anyAssignment, { maxLength: 5 })
  .map((assignments) =>
    holdAssignments(assignments, [
      { id: 'custom-clerk', name: { en: 'Clerk' }, actions: ['record.review', 'device.revoke'] },
    ]),
  );
const anyAction = fc.constantFrom(...ACTIONS);
const anyArea = fc.constantFrom('region', 'a', 'b', 'a1', 'gone');

describe('every decision', () => {
  it('allows exactly what one valid assignment allows there', () => {
    fc.assert(
      fc.property(anyHeld, anyAction, anyArea, (held, action, areaId) => {
        const isLimited = ACTION_SCOPES[action] === 'areas';
        const isKnown = AREAS.some(({ id }) => id === areaId);
        const expected = held.some(
          ({ actions, areaIds, validFrom, validUntil }) =>
            actions.includes(action) &&
            (validFrom === null || validFrom <= NOW.toISOString()) &&
            (validUntil === null || validUntil > NOW.toISOString()) &&
            (!isLimited || (isKnown && (areaIds === null || isInScope(AREAS, areaIds, areaId)))),
        );
        expect(decide(held, action, at(areaId)).allowed).toBe(expected);
      }),
    );
  });

  it('agrees with the areas that are told for the action', () => {
    fc.assert(
      fc.property(anyHeld, anyAction, anyArea, (held, action, areaId) => {
        fc.pre(ACTION_SCOPES[action] === 'areas' && areaId !== 'gone');
        const areas = areasFor(held, action, NOW);
        const covered = areas === null || isInScope(AREAS, areas, areaId);
        expect(decide(held, action, at(areaId)).allowed).toBe(covered);
      }),
    );
  });

  it('never takes away by an assignment more, and never gives by one of another action', () => {
    fc.assert(
      fc.property(anyHeld, anyHeld, anyAction, anyArea, (held, more, action, areaId) => {
        const before = decide(held, action, at(areaId)).allowed;
        const after = decide([...held, ...more], action, at(areaId)).allowed;
        if (before) expect(after).toBe(true);
        const others = more.filter(({ actions }) => !actions.includes(action));
        expect(decide([...held, ...others], action, at(areaId)).allowed).toBe(before);
      }),
    );
  });

  it('that refuses names an assignment that its rule is true of, whatever their order', () => {
    fc.assert(
      fc.property(anyHeld, anyAction, anyArea, (held, action, areaId) => {
        const decision = decide(held, action, at(areaId));
        const turned = decide([...held].reverse(), action, at(areaId));
        if (decision.allowed || turned.allowed) return;
        const { rule, role, from, until } = decision.refusal;
        expect(turned.refusal.rule).toBe(rule);
        const allowing = held.filter(({ actions }) => actions.includes(action));
        expect(role === null).toBe(allowing.length === 0);
        expect(rule === 'no-role').toBe(allowing.length === 0);
        if (rule === 'not-yet') expect(from !== null && from > NOW.toISOString()).toBe(true);
        if (rule === 'expired') expect(until !== null && until <= NOW.toISOString()).toBe(true);
      }),
    );
  });
});

import { expect, it } from 'vitest';
import { undated } from '../../../shared/domain/assignment.ts';
import { dueChange } from './due-change.ts';

const NOW = new Date('2026-06-10T12:00:00.000Z');
const name = { en: 'x' };
const PACK = {
  areas: [
    { id: 'root', parentId: null, level: 0, name },
    { id: 'a', parentId: 'root', level: 1, name },
    { id: 'b', parentId: 'root', level: 1, name },
  ],
};
const day = (date: number) => `2026-06-${String(date).padStart(2, '0')}T00:00:00.000Z`;
const until = (role: string, areaId: string, date: number) => ({
  ...undated(role, [areaId]),
  validUntil: day(date),
});
/** What is due of a grant that was issued on a day, with the floor of a day in the pack. */
const due = (assignments: Parameters<typeof dueChange>[0], issued: number, floor?: number) =>
  dueChange(
    assignments,
    { operatorId: 'op', issuedAt: day(issued) },
    {
      ...PACK,
      grantFloors: floor === undefined ? [] : [{ operatorId: 'op', issuedAt: day(floor) }],
    },
    NOW,
  );

it('nothing is due while everything lasts', () => {
  expect(due([undated('supervisor', ['a']), until('enumerator', 'b', 20)], 1)).toBeNull();
});

it('what a newer grant ended is due until the pack says so', () => {
  const ended = [undated('enumerator', ['a']), until('enumerator', 'b', 5)];
  expect(due(ended, 5)).toEqual({ reviewAreaIds: [] });
  expect(due(ended, 5, 4)).toEqual({ reviewAreaIds: [] });
  expect(due(ended, 5, 5)).toBeNull();
});

it('reviewing that ran out by its date is due too, in areas that nothing else covers', () => {
  const ended = [undated('supervisor', ['a']), until('supervisor', 'root', 5)];
  expect(due(ended, 1)).toEqual({ reviewAreaIds: ['root', 'b'] });
  expect(due(ended, 6, 6)).toBeNull();
  expect(due([until('enumerator', 'b', 5)], 1)).toBeNull();
});

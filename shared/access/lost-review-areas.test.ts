import { expect, it } from 'vitest';
import type { Area } from '../domain/area.ts';
import { undated } from '../domain/assignment.ts';
import { holdAssignments } from './held-assignment.ts';
import { lostReviewAreas } from './lost-review-areas.ts';

const name = { en: 'x' };
const AREAS: readonly Area[] = [
  { id: 'root', parentId: null, level: 0, name },
  { id: 'a', parentId: 'root', level: 1, name },
  { id: 'a1', parentId: 'a', level: 2, name },
  { id: 'b', parentId: 'root', level: 1, name },
];
const ROLES = [{ id: 'custom-checker', name, actions: ['record.review'] }];
const hold = (...list: readonly ReturnType<typeof undated>[]) => holdAssignments(list, ROLES);
const everywhere = { ...undated('supervisor', []), areaIds: null };

it.each([
  [
    'an area with all below it',
    hold(undated('supervisor', ['a', 'b'])),
    hold(undated('supervisor', ['b'])),
    'a a1',
  ],
  [
    'what lies above what is left',
    hold(undated('supervisor', ['root'])),
    hold(undated('supervisor', ['a'])),
    'root b',
  ],
  ['all', hold(everywhere), hold(), 'root a a1 b'],
  [
    'all, by no longer approving laptops',
    hold(undated('administrator', ['a'])),
    hold(undated('supervisor', ['b'])),
    'root a a1',
  ],
  [
    'none where another assignment covers it',
    hold(undated('supervisor', ['a']), undated('custom-checker', ['root'])),
    hold(undated('custom-checker', ['root'])),
    '',
  ],
  ['none by gaining', hold(undated('supervisor', ['a'])), hold(everywhere), ''],
  ['none who never reviewed', hold(undated('enumerator', ['root'])), hold(), ''],
])('lost: %s', (_title, before, after, lost) => {
  expect(lostReviewAreas(AREAS, before, after).join(' ')).toBe(lost);
});

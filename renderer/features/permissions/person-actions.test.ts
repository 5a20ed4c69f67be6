import { expect, it } from 'vitest';
import { PERMISSIONS } from '../../../shared/access/permissions.ts';
import { PERSON_ACTIONS } from './person-actions.ts';

it('the list on screen has every action that some role allows, once', () => {
  const allowed = new Set(Object.values(PERMISSIONS).flat());
  expect([...PERSON_ACTIONS].sort()).toEqual([...allowed].sort());
});

import { expect, it } from 'vitest';
import { GIVEABLE_ACTIONS } from '../../../shared/access/permissions.ts';
import { ACTION_GROUPS, KEPT_ACTIONS } from './action-groups.ts';

it('everything that may be given away is offered once, and nothing else', () => {
  const offered = ACTION_GROUPS.flatMap(({ actions }) => [...actions]);
  expect(offered.toSorted()).toEqual(GIVEABLE_ACTIONS.toSorted());
  expect(KEPT_ACTIONS).toContain('provisioning.approve');
  expect(KEPT_ACTIONS.filter((action) => GIVEABLE_ACTIONS.includes(action))).toEqual([]);
});

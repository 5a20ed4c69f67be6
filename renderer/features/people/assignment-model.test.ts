import { expect, it } from 'vitest';
import { assignmentsOfDrafts, EMPTY_ASSIGNMENT, problemOf } from './assignment-model.ts';

const NOW = new Date('2026-06-01T12:00:00.000Z');
const whole = { role: 'auditor', areaIds: null, validFrom: null, validUntil: null };

it.each([
  [null, whole],
  [null, { ...whole, areaIds: ['a'], validUntil: '2026-06-01T23:59:59.999Z' }],
  ['role', EMPTY_ASSIGNMENT],
  ['areas', { ...whole, areaIds: [] }],
  ['past', { ...whole, validUntil: '2026-05-31T23:59:59.999Z' }],
  [
    'dates',
    { ...whole, validFrom: '2026-07-02T00:00:00.000Z', validUntil: '2026-07-01T23:59:59.999Z' },
  ],
] as const)('%s is what is wrong', (problem, draft) => {
  expect(problemOf(draft, NOW)).toBe(problem);
});

it('drafts become what is sent', () => {
  expect(assignmentsOfDrafts([whole, EMPTY_ASSIGNMENT])).toEqual([whole]);
});

import { expect, it } from 'vitest';
import { dayOf, endOfDay, startOfDay } from './days.ts';

it.each(['2026-02-28', '2026-12-31', '2028-02-29'])('%s begins and ends on itself', (day) => {
  const [start, end] = [startOfDay(day), endOfDay(day)];
  expect([dayOf(start), dayOf(end)]).toEqual([day, day]);
  const next = Date.parse(end ?? '') + 1;
  expect(new Date(next).getHours() + new Date(next).getMinutes()).toBe(0);
  expect(Date.parse(start ?? '')).toBeLessThan(next);
  expect(dayOf(new Date(next).toISOString())).not.toBe(day);
});

it.each(['', 'soon', '2026'])('“%s” is no day', (day) => {
  expect([startOfDay(day), endOfDay(day)]).toEqual([null, null]);
});

it('no moment is no day', () => {
  expect(dayOf(null)).toBe('');
});

import { expect, test, vi } from 'vitest';
import { MINIMUM_ARGON2_COST } from '../../../shared/crypto/index.ts';
import { createCostChooser } from './argon2-cost.ts';

test('the cost is measured once, when it is first needed', async () => {
  let measured = 0;
  const choose = createCostChooser(async () => {
    measured += 1;
    return { ...MINIMUM_ARGON2_COST, iterations: 2 + measured };
  });
  expect(measured).toBe(0);
  expect(await Promise.all([choose(), choose()])).toEqual(
    Array(2).fill({ ...MINIMUM_ARGON2_COST, iterations: 3 }),
  );
  expect(measured).toBe(1);
});

test('a measurement that failed is made again', async () => {
  const outcomes = [Promise.reject(new Error('no memory')), Promise.resolve(MINIMUM_ARGON2_COST)];
  const choose = createCostChooser(() => outcomes.shift() ?? Promise.reject(new Error('again')));
  await expect(choose()).rejects.toThrow('no memory');
  expect(await choose()).toEqual(MINIMUM_ARGON2_COST);
  expect(await choose()).toEqual(MINIMUM_ARGON2_COST);
});

test('it is this machine that is measured, by its own clock', async () => {
  // Warmed up; then 150 ms, of which half a second is made; then that.
  const times = [0, 1, 10, 160, 200, 700];
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => times.shift() ?? 1000);
  const cost = await createCostChooser()().finally(() => clock.mockRestore());
  expect(cost).toEqual({ ...MINIMUM_ARGON2_COST, iterations: 10 });
}, 30_000);

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createArgon2Stopwatch, tuneArgon2 } from './argon2-tuning.ts';
import { MINIMUM_ARGON2_COST, type Argon2Cost } from './primitives/argon2.ts';

/** A machine that takes `perIteration` ms for each iteration, and keeps what it was asked. */
function machine(
  perIteration: number,
  fixed = 0,
): {
  measure: (cost: Argon2Cost) => Promise<number>;
  asked: Argon2Cost[];
} {
  const asked: Argon2Cost[] = [];
  return {
    asked,
    async measure(cost) {
      asked.push(cost);
      return fixed + perIteration * cost.iterations;
    },
  };
}

describe('tuning Argon2id', () => {
  it('takes 0.3 to 1.0 s on any machine that can, and never less than the minimum', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: 1, max: 2000, noNaN: true }),
        fc.double({ min: 0, max: 100, noNaN: true }),
        async (perIteration, fixed) => {
          const { measure } = machine(perIteration, fixed);
          const cost = await tuneArgon2(measure);
          expect(cost.memoryKib).toBe(65_536);
          expect(cost.parallelism).toBe(1);
          expect(Number.isInteger(cost.iterations)).toBe(true);
          expect(cost.iterations).toBeGreaterThanOrEqual(3);
          const took = await measure(cost);
          if (cost.iterations > 3) expect(took).toBeLessThanOrEqual(1000);
          if (cost.iterations < 48) expect(took).toBeGreaterThanOrEqual(300);
        },
      ),
    );
  });

  it.each([
    [10, 48],
    [20, 25],
    [50, 10],
    [99, 5],
    [100, 3],
    [333, 3],
    [5000, 3],
  ])('at %i ms for an iteration chooses %i of them', async (perIteration, iterations) => {
    expect((await tuneArgon2(machine(perIteration).measure)).iterations).toBe(iterations);
  });

  it('asks for no more runs than it needs: the first does not count', async () => {
    const enough = machine(110);
    await tuneArgon2(enough.measure);
    expect(enough.asked).toEqual([MINIMUM_ARGON2_COST, MINIMUM_ARGON2_COST]);
    const slow = machine(900);
    await tuneArgon2(slow.measure);
    expect(slow.asked).toHaveLength(2);
    const fast = machine(50);
    await tuneArgon2(fast.measure);
    expect(fast.asked.map(({ iterations }) => iterations)).toEqual([3, 3, 10]);
  });

  it('is not misled by a slow first run', async () => {
    let runs = 0;
    const cost = await tuneArgon2(async ({ iterations }) =>
      runs++ === 0 ? 4000 : iterations * 50,
    );
    expect(cost.iterations).toBe(10);
  });

  it('takes back what proves too slow once tried', async () => {
    // Looks fast at first, then turns out to be throttled.
    const answers = [30, 30, 2000, 1100, 500];
    const asked: number[] = [];
    const cost = await tuneArgon2(async ({ iterations }) => {
      asked.push(iterations);
      return answers.shift() ?? 500;
    });
    expect(asked).toEqual([3, 3, 48, 12, 5]);
    expect(cost.iterations).toBe(5);
  });

  it('stops at the most iterations, and with a clock that stands still', async () => {
    const instant = machine(0);
    const cost = await tuneArgon2(instant.measure);
    expect(cost.iterations).toBe(24);
    expect(instant.asked.map(({ iterations }) => iterations)).toEqual([3, 3, 6, 12, 24]);
    const atMost = machine(5);
    expect((await tuneArgon2(atMost.measure)).iterations).toBe(48);
    expect(atMost.asked.map(({ iterations }) => iterations)).toEqual([3, 3, 48]);
  });

  it('measures a real derivation by the clock it was given', async () => {
    const ticks = [1000, 1432];
    const measure = createArgon2Stopwatch(() => ticks.shift() ?? 0);
    expect(await measure(MINIMUM_ARGON2_COST)).toBe(432);
    await expect(measure({ ...MINIMUM_ARGON2_COST, iterations: 1 })).rejects.toThrow(RangeError);
  });
});

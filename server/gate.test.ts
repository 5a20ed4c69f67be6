import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createGate } from './gate.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('lets in by turns, never more than it holds, and everybody in the end', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 15 }), { minLength: 1, maxLength: 40 }),
      async (weights) => {
        const capacity = 10;
        const gate = createGate(capacity, 1000);
        let inside = 0;
        const order: number[] = [];
        await Promise.all(
          weights.map(async (weight, index) => {
            const leave = await gate.enter(weight);
            order.push(index);
            inside += Math.min(weight, capacity);
            expect(inside).toBeLessThanOrEqual(capacity);
            await Promise.resolve();
            inside -= Math.min(weight, capacity);
            leave();
            leave();
          }),
        );
        expect(order).toEqual(weights.map((_, index) => index));
      },
    ),
  );
});

test('sends away who waited too long, and lets the next one in who fits', async () => {
  const gate = createGate(2, 5000);
  const leave = await gate.enter(1);
  const heavy = gate.enter(2);
  const refused = expect(heavy).rejects.toMatchObject({
    code: 'server.not-ready',
    details: { retryAfterSeconds: 5 },
  });
  await vi.advanceTimersByTimeAsync(4000);
  const light = gate.enter(1);
  await vi.advanceTimersByTimeAsync(1000);
  await refused;
  (await light)();
  leave();
  (await gate.enter(2))();
});

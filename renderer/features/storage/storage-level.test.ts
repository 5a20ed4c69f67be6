import fc from 'fast-check';
import { expect, test } from 'vitest';
import { megabytes, storageLevel, WARNING_BYTES } from './storage-level.ts';

test('the limits: a warning under 1 GB, urgent under 200 MB', () => {
  expect(storageLevel({ freeBytes: WARNING_BYTES })).toBe('fine');
  expect(storageLevel({ freeBytes: WARNING_BYTES - 1 })).toBe('low');
  expect(storageLevel({ freeBytes: 200_000_000 })).toBe('low');
  expect(storageLevel({ freeBytes: 199_999_999 })).toBe('nearly-full');
  expect(storageLevel({ freeBytes: 0 })).toBe('nearly-full');
});

test('less room is never judged better, and never shown as more', () => {
  const order = ['nearly-full', 'low', 'fine'];
  const bytes = fc.integer({ min: 0, max: 3_000_000_000 });
  fc.assert(
    fc.property(bytes, bytes, (a, b) => {
      const [less, more] = [Math.min(a, b), Math.max(a, b)];
      const rank = (freeBytes: number): number => order.indexOf(storageLevel({ freeBytes }));
      expect(rank(less)).toBeLessThanOrEqual(rank(more));
      expect(megabytes(a) * 1_000_000).toBeLessThanOrEqual(a);
    }),
  );
});

import { describe, expect, it } from 'vitest';
import { median, quantile } from './statistics.ts';

describe('quantiles', () => {
  const values = Array.from({ length: 100 }, (_, at) => 100 - at);
  it('are by nearest rank, whatever the order', () => {
    expect(quantile(values, 0.99)).toBe(99);
    expect(quantile(values, 0.95)).toBe(95);
    expect(quantile(values, 1)).toBe(100);
    expect(median([3, 1, 2])).toBe(2);
  });
  it('of nothing are no number', () => {
    expect(median([])).toBeNaN();
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCoalescer } from './coalescer.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('createCoalescer', () => {
  it('runs once for many requests', async () => {
    const work = vi.fn(() => Promise.resolve());
    const coalescer = createCoalescer(work, 300);
    for (let i = 0; i < 50; i++) coalescer.request();
    await vi.advanceTimersByTimeAsync(300);
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('runs again for a request that came during a run, and never two at a time', async () => {
    let finish = (): void => undefined;
    const work = vi.fn(
      () =>
        new Promise<void>((resolve) => {
          finish = resolve;
        }),
    );
    const coalescer = createCoalescer(work, 300);
    coalescer.request();
    await vi.advanceTimersByTimeAsync(300);
    coalescer.request();
    await vi.advanceTimersByTimeAsync(1000);
    expect(work).toHaveBeenCalledTimes(1);
    finish();
    await vi.advanceTimersByTimeAsync(300);
    expect(work).toHaveBeenCalledTimes(2);
  });

  it('drops what has not begun when it is stopped', async () => {
    const work = vi.fn(() => Promise.resolve());
    const coalescer = createCoalescer(work, 300);
    coalescer.request();
    coalescer.stop();
    await vi.advanceTimersByTimeAsync(1000);
    expect(work).not.toHaveBeenCalled();
  });
});

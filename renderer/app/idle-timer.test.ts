import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startIdleTimer } from './idle-timer.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function start() {
  const onLock = vi.fn();
  const remaining: (number | null)[] = [];
  const timer = startIdleTimer({
    lockSeconds: 60,
    warningSeconds: 10,
    now: () => Date.now(),
    onRemaining: (seconds) => remaining.push(seconds),
    onLock,
  });
  return { timer, onLock, remaining };
}

test('warns, counts down and locks once', () => {
  const { onLock, remaining } = start();
  vi.advanceTimersByTime(49_000);
  expect(remaining).toEqual([]);
  vi.advanceTimersByTime(2_000);
  expect(remaining).toEqual([10, 9]);
  vi.advanceTimersByTime(60_000);
  expect(onLock).toHaveBeenCalledTimes(1);
});

test('activity during the warning takes it back and starts over', () => {
  const { timer, onLock, remaining } = start();
  vi.advanceTimersByTime(55_000);
  timer.touch();
  expect(remaining.at(-1)).toBeNull();
  vi.advanceTimersByTime(49_000);
  expect(onLock).not.toHaveBeenCalled();
});

test('a laptop that slept past the limit locks, even when a key is pressed first', () => {
  const { timer, onLock } = start();
  vi.setSystemTime(Date.now() + 3_600_000);
  timer.touch();
  vi.advanceTimersByTime(1_000);
  expect(onLock).toHaveBeenCalledTimes(1);
});

test('a stopped timer never locks', () => {
  const { timer, onLock } = start();
  timer.stop();
  vi.advanceTimersByTime(120_000);
  expect(onLock).not.toHaveBeenCalled();
});

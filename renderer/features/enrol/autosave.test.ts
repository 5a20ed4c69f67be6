import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createAutosave, type SaveState } from './autosave.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function setUp() {
  const saved: string[] = [];
  const states: SaveState[] = [];
  const control = {
    isFailing: false,
    release: undefined as (() => void) | undefined,
    isSlow: false,
  };
  const autosave = createAutosave<string>(
    async (value) => {
      if (control.isSlow) await new Promise<void>((resolve) => (control.release = resolve));
      if (control.isFailing) throw new Error('full');
      saved.push(value);
    },
    (state) => states.push(state),
    250,
  );
  return { autosave, saved, states, control };
}

test('values that follow quickly are saved once, the last one', async () => {
  const { autosave, saved, states } = setUp();
  autosave.schedule('A');
  autosave.schedule('Ak');
  await vi.advanceTimersByTimeAsync(249);
  expect(saved).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(saved).toEqual(['Ak']);
  expect(states.at(-1)).toBe('saved');
});

test('flush saves at once', async () => {
  const { autosave, saved } = setUp();
  autosave.schedule('A');
  await autosave.flush();
  expect(saved).toEqual(['A']);
});

test('a value typed during a slow save is saved after it, never before', async () => {
  const { autosave, saved, control } = setUp();
  control.isSlow = true;
  autosave.schedule('A');
  const flushing = autosave.flush();
  autosave.schedule('AB');
  control.isSlow = false;
  control.release?.();
  await flushing;
  await autosave.flush();
  expect(saved).toEqual(['A', 'AB']);
});

test('a failed value waits and goes through later', async () => {
  const { autosave, saved, states, control } = setUp();
  control.isFailing = true;
  autosave.schedule('A');
  await autosave.flush();
  expect(states.at(-1)).toBe('failed');
  control.isFailing = false;
  await autosave.flush();
  expect(saved).toEqual(['A']);
});

test('a failed value is tried again by itself, until it is cancelled', async () => {
  const { autosave, saved, states, control } = setUp();
  control.isFailing = true;
  autosave.schedule('A');
  await autosave.flush();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(states.at(-1)).toBe('failed');
  control.isFailing = false;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(saved).toEqual(['A']);
  expect(states.at(-1)).toBe('saved');
  control.isFailing = true;
  autosave.schedule('AB');
  await autosave.flush();
  await autosave.cancel();
  control.isFailing = false;
  await vi.advanceTimersByTimeAsync(20_000);
  expect(saved).toEqual(['A']);
});

test('cancel forgets what waits', async () => {
  const { autosave, saved } = setUp();
  autosave.schedule('A');
  await autosave.cancel();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(saved).toEqual([]);
});

test('somebody who types without a pause is saved all the same', async () => {
  const { autosave, saved } = setUp();
  for (const value of ['A', 'Am', 'Ami', 'Amin', 'Amina', 'Aminat']) {
    autosave.schedule(value);
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(saved.length).toBeGreaterThanOrEqual(2);
  await vi.advanceTimersByTimeAsync(250);
  expect(saved.at(-1)).toBe('Aminat');
});

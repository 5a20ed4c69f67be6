import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startAutoSync, type SyncOutcome } from './auto-sync.ts';

const MINUTE_MS = 60_000;

/** An app whose time goes on only when it is told to; `outcomes` are those of its tries, the last for all further ones. */
function appWith(outcomes: readonly SyncOutcome[], random = () => 1) {
  const pauses: number[] = [];
  let planned: (() => void) | null = null;
  let online = (): void => undefined;
  let tries = 0;
  const stop = startAutoSync({
    attempt: () => Promise.resolve(outcomes[tries++] ?? outcomes.at(-1) ?? 'done'),
    onOnline: (listener) => {
      online = listener;
      return () => {
        online = () => undefined;
      };
    },
    later: (work, milliseconds) => {
      pauses.push(milliseconds);
      planned = work;
      return () => {
        if (planned === work) planned = null;
      };
    },
    random,
  });
  return {
    pauses,
    stop,
    tries: () => tries,
    isPlanned: () => planned !== null,
    goOnline: () => {
      online();
    },
    /** The pause is over; the next one begins when the try has ended. */
    async pass() {
      const work = planned;
      planned = null;
      work?.();
      for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    },
  };
}

describe('synchronising by itself', () => {
  it('waits longer after each failure, up to an hour, and never gives up', async () => {
    const app = appWith(['failed']);
    for (let nth = 0; nth < 12; nth++) await app.pass();
    expect(app.pauses.map((pause) => pause / MINUTE_MS)).toEqual([
      15, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60, 60,
    ]);
    expect(app.isPlanned()).toBe(true);
  });

  it('is patient after what went through, and when the server refuses for good', async () => {
    const app = appWith(['failed', 'failed', 'done', 'refused', 'not-asked', 'failed']);
    for (let nth = 0; nth < 6; nth++) await app.pass();
    expect(app.pauses.map((pause) => pause / MINUTE_MS)).toEqual([15, 1, 2, 15, 60, 15, 1]);
  });

  it('tries soon after the network comes up, once', async () => {
    const app = appWith(['failed']);
    for (let nth = 0; nth < 8; nth++) await app.pass();
    const before = app.tries();
    app.goOnline();
    app.goOnline();
    expect(app.pauses.at(-1)).toBe(MINUTE_MS);
    await app.pass();
    expect(app.tries()).toBe(before + 1);
    expect(app.pauses.at(-1)).toBe(MINUTE_MS);
  });

  it('never pauses under half a minute, whatever chance and fate bring', async () => {
    const outcome = fc.constantFrom<SyncOutcome>('done', 'failed', 'refused', 'not-asked');
    await fc.assert(
      fc.asyncProperty(
        fc.array(outcome, { minLength: 1, maxLength: 30 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (outcomes, chance) => {
          const app = appWith(outcomes, () => chance);
          for (let nth = 0; nth < outcomes.length; nth++) await app.pass();
          expect(Math.min(...app.pauses)).toBeGreaterThanOrEqual(MINUTE_MS / 2);
          expect(Math.max(...app.pauses)).toBeLessThanOrEqual(60 * MINUTE_MS);
          expect(app.isPlanned()).toBe(true);
        },
      ),
    );
  });

  it('ends with the app', async () => {
    const app = appWith(['failed']);
    await app.pass();
    app.stop();
    expect(app.isPlanned()).toBe(false);
    app.goOnline();
    expect(app.isPlanned()).toBe(false);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { utf8 } from '../../../shared/encoding/bytes.ts';
import type { BatchUpload } from './batch-upload.ts';
import { deliverBatch, type DeliverySurroundings } from './deliver-batch.ts';

const RECEIPT = utf8('receipt');
const LENGTH = 3_000_000;

/** What the line does to one request: passes it, loses it, or loses its answer. */
type Fate = 'passes' | 'lost' | 'answer-lost';

/** A server as it keeps an upload, behind a line that does to each request what `fates` say, and then passes all. */
function serverBehind(fates: readonly Fate[]) {
  const state = { held: null as number | null, isTaken: false, pieces: 0, requests: 0 };
  function through<T>(work: () => T): Promise<T> {
    const fate = fates[state.requests++] ?? 'passes';
    if (fate === 'lost') return Promise.reject(new FieldsealError('sync.offline'));
    const answer = work();
    return fate === 'passes'
      ? Promise.resolve(answer)
      : Promise.reject(new FieldsealError('sync.timeout'));
  }
  const upload: BatchUpload = {
    begin: () => through(() => (state.held ??= 0)),
    sendPiece: (start, end) =>
      through(() => {
        if (state.held === null) throw new FieldsealError('sync.upload-unknown');
        if (start !== state.held) throw new FieldsealError('sync.upload-offset', { expected: 1 });
        state.pieces += 1;
        state.held = end;
        if (end < LENGTH) return end;
        if (state.isTaken) throw new Error('taken twice');
        state.isTaken = true;
        state.held = null;
        return end;
      }),
    receipt: () => through(() => (state.isTaken ? RECEIPT : null)),
  };
  return { upload, state };
}

function surroundings(changes: Partial<DeliverySurroundings> = {}): DeliverySurroundings & {
  readonly waited: number[];
} {
  const waited: number[] = [];
  let time = 0;
  return {
    waited,
    stop: { isStopped: false },
    onBytes: () => undefined,
    clock: () => (time += 100),
    random: () => 1,
    wait(milliseconds) {
      waited.push(milliseconds);
      return Promise.resolve();
    },
    ...changes,
  };
}

describe('delivering a batch in pieces', () => {
  it('ends with the receipt, taken once, whatever the line loses', async () => {
    const fate = fc.constantFrom<Fate>('passes', 'passes', 'passes', 'lost', 'answer-lost');
    await fc.assert(
      fc.asyncProperty(fc.array(fate, { maxLength: 60 }), async (fates) => {
        const { upload, state } = serverBehind(fates);
        // Each run may give up after many failures in a row; the next sync goes on.
        for (let run = 0; run < 20; run++) {
          try {
            expect(await deliverBatch(upload, LENGTH, surroundings())).toEqual(RECEIPT);
            expect(state.isTaken).toBe(true);
            return;
          } catch (error) {
            expect(error).toMatchObject({ code: expect.stringMatching(/^sync\./u) as string });
          }
        }
        expect.unreachable();
      }),
      { numRuns: 500 },
    );
  });

  it('sends larger pieces over a quick line, smaller ones over a slow one', async () => {
    const quick = serverBehind([]);
    await deliverBatch(quick.upload, LENGTH, surroundings());
    let time = 0;
    const slow = serverBehind([]);
    await deliverBatch(slow.upload, LENGTH, surroundings({ clock: () => (time += 20_000) }));
    expect(quick.state.pieces).toBeLessThan(8);
    expect(slow.state.pieces).toBeGreaterThan(100);
  });

  it('waits longer each time, and gives up for now when nothing goes through', async () => {
    const { upload } = serverBehind(Array<Fate>(100).fill('lost'));
    const around = surroundings();
    await expect(deliverBatch(upload, LENGTH, around)).rejects.toMatchObject({
      code: 'sync.offline',
    });
    expect(around.waited).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000]);
    const jittered = surroundings({ random: () => 0 });
    const better = serverBehind(['lost', 'lost', 'lost']);
    expect(await deliverBatch(better.upload, LENGTH, jittered)).toEqual(RECEIPT);
    expect(jittered.waited).toEqual([500, 1000, 2000]);
  });

  it('goes on after a stop where it stopped', async () => {
    const { upload, state } = serverBehind([]);
    const stop = { isStopped: false };
    const first = surroundings({
      stop,
      onBytes: (sent) => {
        stop.isStopped = sent > 0;
      },
    });
    expect(await deliverBatch(upload, LENGTH, first)).toBeNull();
    const held = state.held;
    expect(held).toBeGreaterThan(0);
    const seen: number[] = [];
    await deliverBatch(upload, LENGTH, surroundings({ onBytes: (sent) => seen.push(sent) }));
    expect(seen[0]).toBe(held);
    expect(seen.at(-1)).toBe(LENGTH);
  });

  it.each([
    'sync.batch-gap',
    'sync.batch-conflict',
    'sync.device-revoked',
    'server.too-large',
  ] as const)('leaves %s to whoever made the batch, at once', async (code) => {
    const { upload } = serverBehind([]);
    const around = surroundings();
    const refusing = {
      ...upload,
      sendPiece: () => Promise.reject(new FieldsealError(code)),
    };
    await expect(deliverBatch(refusing, LENGTH, around)).rejects.toMatchObject({ code });
    expect(around.waited).toEqual([]);
  });
});

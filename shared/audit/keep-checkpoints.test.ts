import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allCheckpoints,
  keepCheckpoint,
  MOST_CONFLICTS,
  MOST_KEPT,
  NO_CHECKPOINTS,
  type KeptCheckpoint,
} from './keep-checkpoints.ts';

/** The checkpoint at `sequence` of one of two chains, signed at the given minute. */
function at(sequence: number, minute: number, chain: 'a' | 'b' = 'a'): KeptCheckpoint {
  return {
    signed: new Uint8Array([sequence, minute]),
    checkpoint: {
      programmeId: 'programme',
      sequence,
      hash: `${chain}${String(sequence).padStart(63, '0')}`,
      time: new Date(Date.UTC(2026, 10, 24) + minute * 60_000).toISOString(),
    },
  };
}

const keep = (...found: readonly KeptCheckpoint[]) => found.reduce(keepCheckpoint, NO_CHECKPOINTS);

describe('checkpoints of a chain that grows', () => {
  it('are kept within bounds, the first and the newest always, without a conflict', () => {
    const steps = fc.array(fc.nat(50), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(steps, (growths) => {
        let sequence = 1;
        const all = growths.map((growth, minute) => at((sequence += growth), minute));
        const { kept, conflicts } = keep(...all);
        expect(conflicts).toEqual([]);
        expect(kept.length).toBeLessThanOrEqual(MOST_KEPT);
        expect(kept.at(-1)).toEqual(all.at(-1));
        expect(kept[0]?.checkpoint.sequence).toBe(all[0]?.checkpoint.sequence);
      }),
    );
  });

  it('lie evenly over it', () => {
    const { kept } = keep(...Array.from({ length: 2000 }, (_, index) => at(index + 1, index)));
    const gaps = kept.slice(1).map((entry, index) => {
      return entry.checkpoint.sequence - (kept[index]?.checkpoint.sequence ?? 0);
    });
    expect(kept).toHaveLength(MOST_KEPT);
    expect(Math.max(...gaps)).toBeLessThan((2000 / MOST_KEPT) * 4);
  });

  it('that come late, or once more, change nothing but the time', () => {
    const known = keep(at(3, 1), at(9, 5));
    expect(keepCheckpoint(known, at(5, 3))).toEqual(known);
    expect(keepCheckpoint(known, at(9, 4))).toEqual(known);
    expect(keepCheckpoint(known, at(9, 8)).kept).toEqual([at(3, 1), at(9, 8)]);
  });
});

describe('a conflict', () => {
  it('is another truth about an event that is kept', () => {
    const found = at(9, 7, 'b');
    const { kept, conflicts } = keep(at(3, 1), at(9, 5), found);
    expect(conflicts).toEqual([{ kind: 'forked', known: at(9, 5), found }]);
    expect(kept).toEqual([at(3, 1), at(9, 5), found]);
    expect(keepCheckpoint(keep(at(9, 5), found), at(9, 8, 'b')).conflicts).toHaveLength(1);
    expect(keep(at(3, 1), at(9, 5), at(3, 0, 'b')).conflicts).toMatchObject([{ kind: 'forked' }]);
  });

  it('is a chain that ends earlier than before; it is told once, and what follows is measured by it', () => {
    const rewound = keep(at(3, 1), at(90, 5), at(40, 9));
    expect(rewound.conflicts).toEqual([{ kind: 'rewound', known: at(90, 5), found: at(40, 9) }]);
    const goingOn = [at(41, 10), at(60, 11), at(89, 12)].reduce(keepCheckpoint, rewound);
    expect(goingOn.conflicts).toHaveLength(1);
    const meeting = keepCheckpoint(goingOn, at(90, 13, 'b'));
    expect(meeting.conflicts.map(({ kind }) => kind)).toEqual(['rewound', 'forked']);
  });

  it('is a server that was put back to the very place of an earlier checkpoint', () => {
    const { conflicts } = keep(at(3, 1), at(9, 5), at(3, 7));
    expect(conflicts).toEqual([{ kind: 'rewound', known: at(9, 5), found: at(3, 7) }]);
  });

  it('is kept within bounds: the first, and the newest', () => {
    const all = Array.from({ length: 100 }, (_, index) => at(500 - index, index + 1));
    const { conflicts } = keep(at(1000, 0), ...all);
    expect(conflicts).toHaveLength(MOST_CONFLICTS);
    expect(conflicts[0]?.known).toEqual(at(1000, 0));
    expect(conflicts.at(-1)?.found).toEqual(all.at(-1));
  });

  it('goes to an auditor with both sides, each checkpoint once', () => {
    const known = keep(at(3, 1), at(9, 5), at(9, 7, 'b'));
    expect(allCheckpoints(known)).toEqual([at(3, 1), at(9, 5), at(9, 7, 'b')]);
  });
});

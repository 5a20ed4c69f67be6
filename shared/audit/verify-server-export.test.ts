import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  checkpointsOf,
  exportOf,
  makeServerChain,
  PROGRAMME,
  read,
  timeOf,
} from '../../test/support/server-chain.ts';
import { fromUtf8, utf8, type Bytes } from '../encoding/bytes.ts';
import type { AuditHead } from './audit-chain.ts';
import { linkEvents, serverLinkHash, type ServerAuditLink } from './server-chain.ts';
import {
  conflictOf,
  firstDifference,
  verifyCheckpoints,
  verifyServerExport,
} from './verify-server-export.ts';

const LENGTH = 12;

let chain: Awaited<ReturnType<typeof makeServerChain>>;
let file: Bytes;

beforeAll(async () => {
  chain = await makeServerChain(LENGTH);
  file = await exportOf(chain.key, chain.links);
});

async function problemsOf(bytes: Uint8Array, anchors: readonly Bytes[] = []) {
  const kept = await Promise.all(anchors.map((anchor) => verifyCheckpoints(read(anchor))));
  const { problems } = await verifyServerExport(read(bytes), kept);
  return problems.map(({ problem, sequence }) => `${problem} ${String(sequence)}`);
}

/** The links with `change` made to those at `at` and after it, hashed anew as somebody would who hides it. */
function rewrittenFrom(at: number, seed: number): readonly ServerAuditLink[] {
  const kept = chain.links.slice(0, at);
  const events = chain.links.slice(at).map((_, index) => ({
    at: timeOf(index).toISOString(),
    action: 'batch.taken' as const,
    actor: { kind: 'device' as const, deviceId: `device-${String(seed)}` },
    count: seed,
  }));
  const end: AuditHead = kept.at(-1) ?? { sequence: 0, hash: new Uint8Array(32) };
  return [...kept, ...linkEvents(PROGRAMME, end, events)];
}

const anchorAt = (...sequences: readonly number[]) =>
  checkpointsOf(
    chain.key,
    sequences.map((sequence) => chain.links[sequence - 1]!),
    (index) => timeOf(sequences[index] ?? 0),
  );

describe('a chain that nobody touched', () => {
  it('is whole, in pieces of any size, and goes through what laptops kept', async () => {
    const anchors = [await anchorAt(1, 5, 9), await anchorAt(12)];
    expect(await problemsOf(file, anchors)).toEqual([]);
    const { head, events, checkpoints } = await verifyServerExport(read(file, 7));
    expect([head?.programmeId, events]).toEqual([PROGRAMME, LENGTH]);
    expect(checkpoints).toMatchObject([{ sequence: LENGTH }]);
  });

  it('of the beginning is whole as well, and is an anchor of what follows', async () => {
    const earlier = await exportOf(chain.key, chain.links.slice(0, 4));
    const anchor = await verifyServerExport(read(earlier));
    expect(anchor.problems).toEqual([]);
    expect((await verifyServerExport(read(file), [anchor])).problems).toEqual([]);
  });
});

describe('a chain that somebody touched without the server’s key', () => {
  it('is found at the event that was changed, with its hash made to fit or not', async () => {
    const changed = { ...chain.links[4]!, event: chain.links[5]!.event };
    const fitted = { ...changed, hash: serverLinkHash(PROGRAMME, changed) };
    const withLink = (link: ServerAuditLink) => chain.links.with(4, link);
    expect(await problemsOf(await exportOf(chain.key, withLink(changed)))).toEqual(['changed 5']);
    expect(await problemsOf(await exportOf(chain.key, withLink(fitted)))).toEqual(['changed 6']);
    expect(await problemsOf(await exportOf(chain.key, chain.links.slice(1)))).toEqual([
      'missing 1',
    ]);
  });

  it('is found where events are missing or moved', async () => {
    const without = chain.links.toSpliced(6, 2);
    expect(await problemsOf(await exportOf(chain.key, without))).toEqual(['missing 7']);
    const swapped = chain.links.with(2, chain.links[3]!).with(3, chain.links[2]!);
    expect(await problemsOf(await exportOf(chain.key, swapped))).toContain('missing 3');
  });

  it('is found where its end was cut off', async () => {
    const cut = await exportOf(chain.key, chain.links.slice(0, 8), chain.links.at(-1));
    expect(await problemsOf(cut)).toEqual(['truncated 9']);
    const lines = fromUtf8(file).split('\n');
    const unsigned = utf8(`${lines.slice(0, -2).join('\n')}\n`);
    expect(await problemsOf(unsigned)).toEqual(['checkpoint 0']);
    expect(await problemsOf(new Uint8Array(0))).toEqual(['unreadable 0']);
    expect(await problemsOf(await anchorAt(3))).toEqual(['unreadable 0']);
  });

  it('is found rewritten, since nobody else signs its end', async () => {
    const { key: stranger } = await makeServerChain(0);
    const lines = fromUtf8(await exportOf(stranger, rewrittenFrom(3, 1))).split('\n');
    const mixed = [fromUtf8(file).split('\n')[0], ...lines.slice(1)].join('\n');
    expect(await problemsOf(utf8(mixed))).toEqual(['checkpoint 0']);
  });

  it('is found whichever byte is changed, taken out or put in', async () => {
    const spot = fc.nat(file.length - 1);
    const way = fc.constantFrom('flip' as const, 'drop' as const, 'add' as const);
    await fc.assert(
      fc.asyncProperty(spot, way, fc.integer({ min: 1, max: 255 }), async (at, how, bits) => {
        const bytes = [...file];
        if (how === 'flip') bytes[at] = (bytes[at] ?? 0) ^ bits;
        else if (how === 'drop') bytes.splice(at, 1);
        else bytes.splice(at, 0, bits);
        expect(await problemsOf(Uint8Array.from(bytes))).not.toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it('is found for any other choice and order of its events', async () => {
    const choice = fc.shuffledSubarray([...Array(LENGTH).keys()]);
    await fc.assert(
      fc.asyncProperty(choice, async (order) => {
        const isSame = order.length === LENGTH && order.every((at, index) => at === index);
        const links = order.map((at) => chain.links[at]!);
        const renumbered = links.map((link, index) => ({ ...link, sequence: index + 1 }));
        for (const found of [links, renumbered]) {
          const bytes = await exportOf(chain.key, found, chain.links.at(-1));
          expect((await problemsOf(bytes)).length === 0).toBe(isSame);
        }
      }),
    );
  });
});

describe('a chain that the server itself rewrote and signed', () => {
  it('is whole by itself, and found by one checkpoint of a laptop after the spot', async () => {
    const forked = await exportOf(chain.key, rewrittenFrom(4, 1));
    expect(await problemsOf(forked)).toEqual([]);
    expect(await problemsOf(forked, [await anchorAt(2, 4)])).toEqual([]);
    expect(await problemsOf(forked, [await anchorAt(2, 7, 9)])).toEqual(['fork 7', 'fork 9']);
  });

  it('is found cut off below a checkpoint', async () => {
    const cut = await exportOf(chain.key, chain.links.slice(0, 6));
    expect(await problemsOf(cut, [await anchorAt(6)])).toEqual([]);
    expect(await problemsOf(cut, [await anchorAt(2, 9)])).toEqual(['truncated 7']);
  });

  it('parts from an earlier export where it was rewritten', async () => {
    const forked = await exportOf(chain.key, rewrittenFrom(4, 1));
    expect(await firstDifference(read(forked), read(file))).toBe(5);
    const earlier = await exportOf(chain.key, chain.links.slice(0, 8));
    expect(await firstDifference(read(file), read(earlier))).toBeNull();
    const anchor = await verifyServerExport(read(earlier));
    expect((await verifyServerExport(read(forked), [anchor])).problems).toEqual([
      { problem: 'fork', sequence: 8 },
    ]);
  });

  it('is found wherever it is rewritten or cut, given a checkpoint that lies behind', async () => {
    const places = fc.record({
      from: fc.integer({ min: 0, max: LENGTH - 1 }),
      anchor: fc.integer({ min: 1, max: LENGTH }),
      isCut: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(places, async ({ from, anchor, isCut }) => {
        const links = isCut ? chain.links.slice(0, from) : rewrittenFrom(from, 2);
        const problems = await problemsOf(await exportOf(chain.key, links), [
          await anchorAt(anchor),
        ]);
        expect(problems.length > 0).toBe(anchor > from);
      }),
    );
  });

  it('is not proven by checkpoints of another server', async () => {
    const other = await makeServerChain(LENGTH, 3);
    const anchors = [await checkpointsOf(other.key, [other.links[4]!])];
    expect(await problemsOf(file, anchors)).toEqual(['stranger 0']);
  });
});

describe('checkpoints that a laptop kept', () => {
  it('are of one chain that grew', async () => {
    const kept = await verifyCheckpoints(read(await anchorAt(1, 4, 4, 9)));
    expect(kept.problems).toEqual([]);
    expect(kept.checkpoints.map(({ sequence }) => sequence)).toEqual([1, 4, 4, 9]);
  });

  it('prove a fork or a way back by themselves', async () => {
    const forked = rewrittenFrom(2, 1)[5]!;
    const two = await checkpointsOf(chain.key, [chain.links[5]!, forked]);
    expect((await verifyCheckpoints(read(two))).problems).toEqual([
      { problem: 'fork', sequence: 6 },
    ]);
    const back = await checkpointsOf(chain.key, [chain.links[8]!, chain.links[3]!]);
    expect((await verifyCheckpoints(read(back))).problems).toEqual([
      { problem: 'fork', sequence: 4 },
    ]);
  });

  it('count only where the server signed them', async () => {
    const bytes = await anchorAt(2, 5);
    const lines = fromUtf8(bytes).split('\n');
    const [, , second = ''] = lines;
    const at = second.length - 8;
    const touched = `${second.slice(0, at)}${second[at] === 'A' ? 'B' : 'A'}${second.slice(at + 1)}`;
    const kept = await verifyCheckpoints(read(utf8(lines.with(2, touched).join('\n'))));
    expect(kept.problems).toEqual([{ problem: 'unreadable', sequence: 0 }]);
    expect(kept.checkpoints.map(({ sequence }) => sequence)).toEqual([2]);
  });
});

it('an older checkpoint that arrives late is no conflict', () => {
  const checkpoint = (sequence: number, index: number) => ({
    programmeId: PROGRAMME,
    sequence,
    hash: 'a'.repeat(64),
    time: timeOf(index).toISOString(),
  });
  expect(conflictOf(checkpoint(9, 5), checkpoint(4, 2))).toBeNull();
  expect(conflictOf(checkpoint(9, 5), checkpoint(4, 5))).toBeNull();
  expect(conflictOf(checkpoint(9, 5), checkpoint(4, 6))).toBe('rewound');
  expect(conflictOf(checkpoint(4, 6), checkpoint(9, 5))).toBe('rewound');
  expect(conflictOf(checkpoint(4, 5), checkpoint(9, 6))).toBeNull();
});

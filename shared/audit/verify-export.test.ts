import { beforeAll, describe, expect, it } from 'vitest';
import { flipBit } from '../../test/support/bytes-arbitrary.ts';
import {
  deriveAeadKey,
  generateSigningSeed,
  randomBytes,
  type SigningKey,
} from '../crypto/index.ts';
import { fromUtf8, utf8, type Bytes } from '../encoding/bytes.ts';
import { EMPTY_CHAIN, sealLink, type AuditLink } from './audit-chain.ts';
import { forkOf, verifyExport } from './verify-export.ts';
import { writeExport } from './write-export.ts';

const OWNER = 'op-1';
const AT = '2026-11-24T08:00:00.000Z';
const HEAD = { operatorId: OWNER, exportedAt: AT, problems: [] };

let signing: SigningKey;
let key: CryptoKey;
let links: readonly AuditLink[];

beforeAll(async () => {
  ({ key: signing } = await generateSigningSeed());
  key = await deriveAeadKey(randomBytes(32), utf8(OWNER), 'test');
  links = await goOn([], 6);
});

/** The chain with so many more events. */
async function goOn(from: readonly AuditLink[], count: number): Promise<readonly AuditLink[]> {
  const all = [...from];
  for (let nth = 0; nth < count; nth++) {
    const event = {
      kind: 'record.sealed',
      recordIds: [`r-${String(all.length)}`],
      at: AT,
    } as const;
    all.push(await sealLink(key, OWNER, all.at(-1) ?? EMPTY_CHAIN, event));
  }
  return all;
}

function exportOf(chain: readonly AuditLink[], by = signing): Promise<Bytes> {
  return writeExport(
    by,
    HEAD,
    chain.map((link) => ({ ...link, event: null })),
  );
}

async function problemsOf(file: Bytes): Promise<readonly string[]> {
  return (await verifyExport(file)).problems.map(({ problem }) => problem);
}

describe('an exported audit chain', () => {
  it('is proven without any key of ours', async () => {
    const verified = await verifyExport(await exportOf(links));
    expect(verified).toMatchObject({ operatorId: OWNER, events: 6, signer: signing.kid });
    expect(verified.problems).toEqual([]);
  });

  it('tells of every changed bit and every cut', { timeout: 60_000 }, async () => {
    const file = await exportOf(links.slice(0, 2));
    for (let at = 0; at < file.length; at++) {
      expect(await problemsOf(flipBit(file, at, at % 7))).not.toEqual([]);
      expect(await problemsOf(file.slice(0, at))).not.toEqual([]);
    }
  });

  it.each([
    ['deletes an event', (all: readonly AuditLink[]) => all.toSpliced(2, 1), 3],
    ['puts two in another order', (all: readonly AuditLink[]) => swapped(all, 3), 4],
    ['repeats one', (all: readonly AuditLink[]) => all.toSpliced(2, 0, all[1]!), 3],
    [
      'changes one',
      (all: readonly AuditLink[]) => all.with(4, { ...all[4]!, sealed: all[3]!.sealed }),
      5,
    ],
  ])('tells where somebody %s, though they sign it themselves', async (_what, plant, sequence) => {
    const { key: forger } = await generateSigningSeed();
    const { problems } = await verifyExport(await exportOf(plant(links), forger));
    expect(problems[0]?.sequence).toBe(sequence);
  });

  it('of one key under another’s id, or with lines put in, is not signed', async () => {
    const { key: forger } = await generateSigningSeed();
    const posing = { ...forger, kid: signing.kid };
    expect(await problemsOf(await exportOf(links, posing))).toEqual(['signature']);
    const lines = fromUtf8(await exportOf(links)).split('\n');
    const without = utf8(lines.toSpliced(6, 1).join('\n'));
    expect(await problemsOf(without)).toEqual(['count', 'signature']);
  });

  it('goes on from an earlier one, and a fork is told by its first event', async () => {
    const earlier = await verifyExport(await exportOf(links));
    const later = await verifyExport(await exportOf(await goOn(links, 3)));
    expect([forkOf(earlier, later), forkOf(later, earlier)]).toEqual([null, null]);
    const rewritten = await verifyExport(await exportOf(await goOn(links.slice(0, 4), 5)));
    expect(rewritten.problems).toEqual([]);
    expect(forkOf(earlier, rewritten)).toEqual({ problem: 'fork', sequence: 5 });
  });

  it('of something else is unreadable', async () => {
    for (const file of ['', 'hello\n', '{}\n{"signature":"AA"}\n']) {
      expect(await problemsOf(utf8(file))).toEqual(['unreadable']);
    }
  });
});

function swapped(all: readonly AuditLink[], at: number): readonly AuditLink[] {
  return all.with(at, all[at + 1]!).with(at + 1, all[at]!);
}

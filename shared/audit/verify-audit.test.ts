import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { deriveAeadKey, randomBytes } from '../crypto/index.ts';
import { utf8, type Bytes } from '../encoding/bytes.ts';
import {
  EMPTY_CHAIN,
  linkHash,
  openLink,
  sealHead,
  sealLink,
  type AuditLink,
} from './audit-chain.ts';
import { createAuditVerifier, type AuditVerdict } from './verify-audit.ts';

const LENGTH = 9;
const OWNER = 'op-1';
const AT = '2026-11-24T08:00:00.000Z';

interface Chain {
  readonly key: CryptoKey;
  readonly links: readonly AuditLink[];
  readonly head: Bytes;
}

async function makeChain(operatorId: string, length: number): Promise<Chain> {
  const key = await deriveAeadKey(randomBytes(32), utf8(operatorId), 'test');
  const links: AuditLink[] = [];
  for (let index = 0; index < length; index++) {
    const event = {
      kind: 'record.sealed',
      recordIds: [`record-${String(index)}`],
      at: AT,
    } as const;
    links.push(await sealLink(key, operatorId, links.at(-1) ?? EMPTY_CHAIN, event));
  }
  return { key, links, head: await sealHead(key, operatorId, links.at(-1) ?? EMPTY_CHAIN) };
}

let chain: Chain;
let foreign: Chain;
beforeAll(async () => {
  chain = await makeChain(OWNER, LENGTH);
  foreign = await makeChain('op-2', LENGTH);
});

async function verify(
  links: readonly AuditLink[],
  head: Bytes | null = chain.head,
  key: CryptoKey | null = chain.key,
): Promise<AuditVerdict> {
  const verifier = createAuditVerifier(OWNER, key);
  // In two pieces, as a store hands it over.
  await verifier.take(links.slice(0, 4));
  await verifier.take(links.slice(4));
  return verifier.finish(head, true);
}

const problemsOf = async (...given: Parameters<typeof verify>): Promise<readonly string[]> =>
  (await verify(...given)).problems.map(
    ({ problem, sequence }) => `${problem} ${String(sequence)}`,
  );

/** The link at `at`, with `change` made to it. */
function changed(at: number, change: (link: AuditLink) => AuditLink): readonly AuditLink[] {
  return chain.links.map((link, index) => (index === at ? change(link) : link));
}

function flipped(bytes: Bytes, at: number): Bytes {
  const copy = bytes.slice();
  copy[at % copy.length] = (copy[at % copy.length] ?? 0) ^ 1;
  return copy;
}

describe('a chain that nobody touched', () => {
  it('is intact, with the key and without', async () => {
    expect(await verify(chain.links)).toEqual({ events: LENGTH, problems: [] });
    expect(await verify(chain.links, null, null)).toEqual({ events: LENGTH, problems: [] });
  });

  it('keeps what was written', async () => {
    const [first] = chain.links;
    expect(await openLink(chain.key, OWNER, first!)).toMatchObject({ recordIds: ['record-0'] });
  });
});

describe('a chain that somebody touched', () => {
  it('names a deleted event', async () => {
    expect(await problemsOf(chain.links.toSpliced(3, 1))).toEqual(['missing 4']);
    expect(await problemsOf(chain.links.slice(1))).toEqual(['missing 1']);
  });

  it('names a cut-off end, and a chain that is gone altogether', async () => {
    expect(await problemsOf(chain.links.slice(0, 5))).toEqual(['truncated 6']);
    expect(await problemsOf([])).toEqual(['truncated 1']);
    expect(await problemsOf([], null)).toEqual(['head-damaged 0']);
  });

  it('names a head that was put back, exchanged or changed', async () => {
    const earlier = await sealHead(chain.key, OWNER, chain.links[4]!);
    expect(await problemsOf(chain.links, earlier)).toEqual(['head-behind 6']);
    expect(await problemsOf(chain.links, foreign.head)).toEqual(['head-damaged 9']);
    expect(await problemsOf(chain.links, flipped(chain.head, 40))).toEqual(['head-damaged 9']);
    expect(await problemsOf(chain.links, null)).toEqual(['head-damaged 9']);
  });

  it('finds events of another operator, with hashes made to fit', async () => {
    const taken = foreign.links[LENGTH - 1]!;
    const fitted = { ...taken, previousHash: chain.links[LENGTH - 2]!.hash };
    const forged = { ...fitted, hash: linkHash(OWNER, fitted) };
    const problems = await problemsOf([...chain.links.slice(0, -1), forged]);
    expect(problems).toContain('changed 9');
  });

  it('finds an event that was sealed again by somebody without the key', async () => {
    const other = await makeChain(OWNER, LENGTH);
    expect((await verify(other.links)).problems.length).toBeGreaterThanOrEqual(LENGTH);
  });

  it('says that damage was recorded in the chain itself', async () => {
    const event = { kind: 'audit.damage-found', count: 9, at: AT } as const;
    const last = await sealLink(chain.key, OWNER, chain.links.at(-1)!, event);
    const head = await sealHead(chain.key, OWNER, last);
    expect(await problemsOf([...chain.links, last], head)).toEqual(['damage-recorded 10']);
  });

  it('is found whichever byte of whichever part is flipped', async () => {
    const part = fc.constantFrom('sealed' as const, 'hash' as const, 'previousHash' as const);
    await fc.assert(
      fc.asyncProperty(fc.nat(LENGTH - 1), part, fc.nat(400), async (at, name, byte) => {
        const links = changed(at, (link) => ({ ...link, [name]: flipped(link[name], byte) }));
        expect((await verify(links)).problems).not.toEqual([]);
        expect((await verify(links, null, null)).problems).not.toEqual([]);
      }),
    );
  });

  it('is found for any other order and any choice of its events', async () => {
    const choice = fc.shuffledSubarray([...Array(LENGTH).keys()]);
    await fc.assert(
      fc.asyncProperty(choice, async (order) => {
        const isSame = order.length === LENGTH && order.every((at, index) => at === index);
        const links = order.map((at) => chain.links[at]!);
        const renumbered = links.map((link, index) => ({ ...link, sequence: index + 1 }));
        expect((await verify(links)).problems.length === 0).toBe(isSame);
        expect((await verify(renumbered)).problems.length === 0).toBe(isSame);
      }),
    );
  });
});

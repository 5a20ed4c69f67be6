import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FieldsealStore } from '../../renderer/vault/database/store.ts';
import type { ActivityProgress } from '../../renderer/vault/activity-api.ts';
import { requireSession } from '../../renderer/vault/vault-context.ts';
import type { VaultApi } from '../../renderer/vault/vault-api.ts';
import { forkOf, verifyExport } from '../../shared/audit/verify-export.ts';
import { peekUnverified } from '../../shared/crypto/index.ts';
import { fromUtf8 } from '../../shared/encoding/bytes.ts';
import { failAtWrite } from './break-writes.ts';
import { addLaptop, openWindow, withStore } from './open-window.ts';
import {
  createWorld,
  enrol,
  makeDraft,
  reviewAll,
  setUp,
  startLaptop,
  unlock,
  type Laptop,
  type World,
} from './world.ts';

let world: World;
let laptop: Laptop;
let operatorId: string;

beforeAll(async () => {
  world = await createWorld();
}, 90_000);
afterAll(async () => {
  await world.server.close();
}, 30_000);
beforeEach(async () => {
  ({ laptop, operatorId } = await addLaptop(world));
}, 30_000);

const raw = <T>(read: (store: FieldsealStore) => Promise<T>): Promise<T> => withStore(laptop, read);

/** Kind, reason and number of records of every event, oldest first. */
async function chainOf(vault: VaultApi): Promise<readonly string[]> {
  const { entries } = await vault.listActivity(null, 100);
  return [...entries].reverse().map(({ event }) => {
    if (event === null) return 'unreadable';
    const about = event.recordIds === undefined ? '' : ` ${String(event.recordIds.length)}`;
    return `${event.kind}${event.reason === undefined ? '' : ` ${event.reason}`}${about}`;
  });
}

const problems = async (): Promise<readonly string[]> =>
  (await laptop.vault.verifyActivity())!.problems.map(({ problem }) => problem);

describe('what is written', () => {
  test('a day of work, with reasons and without anything that was typed', async () => {
    const { vault } = laptop;
    const recordId = await enrol(laptop, { familyName: 'Zarzour', nationalId: 'KP-7654321' });
    await vault.openRecord(recordId);
    await vault.searchRecords({ by: 'national-id', value: 'KP-7654321' });
    const draft = await makeDraft(laptop, { familyName: 'Zarzour', nationalId: 'KP-7654321' });
    await vault.findDuplicates(draft.id, draft.answers);
    await vault.discardDraft(draft.id);
    await vault.sync();
    await vault.lock();
    await expect(
      vault.unlock(operatorId, 'not the passphrase', { tier: 'passphrase-only' }),
    ).rejects.toMatchObject({ code: 'vault.passphrase-wrong' });
    await unlock(laptop, operatorId);
    expect(await chainOf(vault)).toEqual([
      'audit.started',
      'vault.unlocked',
      'grant.accepted',
      'record.sealed 1',
      'content.decrypted view-own-record 1',
      'records.searched view-list 1',
      'duplicates.checked duplicate-comparison 1',
      'draft.discarded 1',
      'sync.finished',
      'vault.locked',
      'vault.unlock-failed',
      'vault.unlocked',
    ]);
    expect(await problems()).toEqual([]);
    const exported = fromUtf8(await vault.exportActivity());
    expect(exported).toContain(recordId);
    expect(exported).not.toMatch(/Zarzour|7654321/u);
  });

  test('a list is one event, however long, and reading it waits for no disk', async () => {
    const { vault } = laptop;
    for (let index = 0; index < 3; index++) await enrol(laptop);
    const before = await raw((store) => store.audit.count());
    await vault.listRecords(null, 50);
    await vault.listRecords(null, 50);
    expect(await raw((store) => store.audit.count())).toBe(before);
    expect((await chainOf(vault)).at(-1)).toBe('content.decrypted view-list 3');
    expect(await raw((store) => store.audit.count())).toBe(before + 1);
  });

  test('a lock writes what was still kept back', async () => {
    await enrol(laptop);
    await laptop.vault.listRecords(null, 50);
    await laptop.vault.lock();
    await unlock(laptop, operatorId);
    expect((await chainOf(laptop.vault)).slice(-3)).toEqual([
      'content.decrypted view-list 1',
      'vault.locked',
      'vault.unlocked',
    ]);
  });

  test('what a supervisor opens and decides', async () => {
    const { desk } = world;
    // What other tests left in the queue.
    await reviewAll(desk, { verdict: 'approved' });
    await enrol(laptop);
    await laptop.vault.sync();
    await reviewAll(desk, { verdict: 'approved' });
    expect((await chainOf(desk.vault)).slice(-2)).toEqual([
      'content.decrypted review 1',
      'decision.signed 1',
    ]);
  });

  test('that a grant and a renewal came is on the disk together with them', async () => {
    const events = () => raw((store) => store.audit.count());
    // The chain's beginning, the first unlock, the grant.
    expect(await events()).toBe(3);
    const { leaseUntil } = (await raw((store) => store.operators.get(operatorId)))!;
    const leases = await world.office.vault.listLeases();
    const own = leases.filter((lease) => lease.operatorId === operatorId);
    const { file } = await world.office.vault.renewLeases(
      own.map(({ requestHash }) => requestHash),
    );
    await laptop.vault.applyLeaseFile(file);
    expect(await events()).toBe(4);
    expect((await raw((store) => store.operators.get(operatorId)))!.leaseUntil).not.toBe(
      leaseUntil,
    );
    expect((await chainOf(laptop.vault)).slice(-2)).toEqual(['grant.accepted', 'lease.renewed']);
    // One that lengthens nothing is none.
    await laptop.vault.applyLeaseFile(file).catch(() => undefined);
    expect(await events()).toBe(4);
  });

  test('that records were opened to mend the index', async () => {
    await enrol(laptop, { familyName: 'Amari' });
    await enrol(laptop, { familyName: 'Bakr' });
    await raw(async (store) => {
      const pages = await store.indexPages.toArray();
      await store.indexPages.bulkPut(
        pages.map((page) => ({ ...page, sealed: page.sealed.slice(0, -1) })),
      );
    });
    await laptop.vault.lock();
    await unlock(laptop, operatorId);
    expect(await chainOf(laptop.vault)).toContain('content.decrypted index-upkeep 2');
    expect(await problems()).toEqual([]);
  });

  test('whom an administrator lets in, and new recovery keys, before the server hears of it', async () => {
    const { office } = world;
    const onDisk = () => withStore(office, (store) => store.audit.count());
    const heard: number[] = [];
    office.wire.before = async ({ method }) => {
      if (method === 'PUT') heard.push(await onDisk());
      return undefined;
    };
    /** Events that were on the disk when the server heard of it. */
    async function written(change: () => Promise<unknown>): Promise<number> {
      await office.vault.listActivity(null, 1);
      const before = await onDisk();
      heard.length = 0;
      await change();
      return (heard[0] ?? 0) - before;
    }
    const { code } = await world.server.addPerson('enumerator', ['nahr']);
    await setUp(await startLaptop(world.server.app), code);
    const [request] = await office.vault.listRequests();
    expect(await written(() => office.vault.approveRequest(request?.requestHash ?? ''))).toBe(1);
    await office.vault.makeRecoveryKeys(1, ['Ruth']);
    expect(await written(() => office.vault.publishRecoveryKeys())).toBe(1);
    office.wire.before = () => undefined;
    expect((await chainOf(office.vault)).slice(-2)).toEqual([
      'provisioning.approved',
      'recovery.prepared',
    ]);
  });

  test('what can’t be written down is not shown, and nothing else is lost by it', async () => {
    const recordId = await enrol(laptop);
    const broken = failAtWrite(1);
    await expect(laptop.vault.openRecord(recordId)).rejects.toMatchObject({
      code: 'vault.storage-full',
    });
    broken.restore();
    expect((await laptop.vault.openRecord(recordId)).id).toBe(recordId);
    expect(await problems()).toEqual([]);
  });

  test('pages lead from the newest to the first, without a gap', async () => {
    for (let index = 0; index < 3; index++) await enrol(laptop);
    const seen: number[] = [];
    let before: number | null = null;
    do {
      const page = await laptop.vault.listActivity(before, 2);
      seen.push(...page.entries.map((entry) => entry.sequence));
      before = page.next;
    } while (before !== null);
    expect(seen).toEqual([6, 5, 4, 3, 2, 1]);
  });
});

describe('a check of a long chain', () => {
  /** Events beyond the first piece of a check. */
  async function makeLong(): Promise<void> {
    const { context } = await openWindow(laptop, operatorId);
    const { audit } = requireSession(context);
    for (let count = 0; count < 600; count++) await audit.append({ kind: 'sync.finished', count });
  }

  test('tells how far it is, and can be stopped', async () => {
    await makeLong();
    const { vault } = laptop;
    const told: ActivityProgress[] = [];
    let stopAt = Number.POSITIVE_INFINITY;
    await vault.subscribe((event) => {
      if (event.type !== 'activity-progress') return;
      told.push(event.progress);
      if (event.progress.done >= stopAt) void vault.stopVerification();
    });
    const verdict = await vault.verifyActivity();
    expect(verdict?.problems).toEqual([]);
    expect(told).toEqual([0, 500].map((done) => ({ done, total: verdict?.events })));
    stopAt = 500;
    expect(await vault.verifyActivity()).toBeNull();
    // Only what was checked to its end stands in the chain, and stopping once stops no later one.
    stopAt = Number.POSITIVE_INFINITY;
    expect((await chainOf(vault)).filter((event) => event === 'audit.verified')).toHaveLength(1);
    expect(await problems()).toEqual([]);
  }, 30_000);

  test('ends at a lock', async () => {
    await makeLong();
    const { vault } = laptop;
    await vault.subscribe((event) => {
      if (event.type === 'activity-progress' && event.progress.done > 0) void vault.lock();
    });
    expect(await vault.verifyActivity()).toBeNull();
  }, 30_000);
});

describe('two windows', () => {
  test('write one chain', async () => {
    const { vault: other } = await openWindow(laptop, operatorId);
    const ids = [await enrol(laptop), await enrol(laptop)];
    await Promise.all(
      [laptop.vault, other, laptop.vault, other].flatMap((vault) =>
        ids.map((id) => vault.openRecord(id)),
      ),
    );
    const opened = (await chainOf(other)).filter((event) => event.startsWith('content.decrypted'));
    expect(opened).toHaveLength(8);
    expect(await problems()).toEqual([]);
  });
});

describe('a chain that somebody touched', () => {
  beforeEach(async () => {
    await enrol(laptop);
    await enrol(laptop);
    expect(await problems()).toEqual([]);
  });

  test('deleted, changed and exchanged events are found', async () => {
    const row = (await raw((store) => store.audit.get([operatorId, 4])))!;
    await raw((store) => store.audit.delete([operatorId, 4]));
    expect(await problems()).toContain('missing');
    const next = (await raw((store) => store.audit.get([operatorId, 5])))!;
    await raw((store) => store.audit.put({ ...row, sealed: next.sealed }));
    expect(await problems()).toContain('changed');
    await raw((store) => store.audit.put(row));
    expect(await problems()).toEqual([]);
  });

  test('a cut-off end stays found, also after the app went on writing', async () => {
    await laptop.vault.listActivity(null, 10);
    const last = await raw((store) => store.audit.count());
    await raw((store) => store.audit.delete([operatorId, last]));
    expect(await problems()).toEqual(['truncated']);
    await laptop.restart();
    await unlock(laptop, operatorId);
    await enrol(laptop);
    expect(await problems()).toContain('missing');
  });

  test('a chain that was cleared away is no new chain', async () => {
    await laptop.vault.lock();
    await raw(async (store) => {
      await store.audit.clear();
      await store.operators.update(operatorId, { auditHead: undefined });
    });
    await laptop.restart();
    await unlock(laptop, operatorId);
    expect(await problems()).toEqual(['damage-recorded']);
  });

  test('a head that was put back is found, and work goes on', async () => {
    const old = (await raw((store) => store.operators.get(operatorId)))!.auditHead;
    await enrol(laptop);
    await laptop.vault.lock();
    await raw((store) => store.operators.update(operatorId, { auditHead: old }));
    await laptop.restart();
    await unlock(laptop, operatorId);
    const recordId = await enrol(laptop);
    expect((await laptop.vault.openRecord(recordId)).id).toBe(recordId);
    expect(await problems()).toEqual(['damage-recorded']);
  });
});

test('the exported file is verified without a key, is signed, and goes on from an earlier one', async () => {
  await enrol(laptop);
  const earlier = await verifyExport(await laptop.vault.exportActivity());
  await enrol(laptop);
  const later = await verifyExport(await laptop.vault.exportActivity());
  expect([earlier.problems, later.problems, forkOf(earlier, later)]).toEqual([[], [], null]);
  expect(later.events).toBeGreaterThan(earlier.events);
  const request = (await raw((store) => store.operators.get(operatorId)))!.request;
  const payload = peekUnverified(request).payload as {
    readonly operatorSigningKey: { readonly kid: string };
  };
  expect(later).toMatchObject({ operatorId, signer: payload.operatorSigningKey.kid });
});

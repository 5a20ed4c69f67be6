import { Dexie } from 'dexie';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FieldsealStore } from '../../renderer/vault/database/store.ts';
import { VAULT_RINGS } from '../../renderer/vault/keys/vault-rings.ts';
import type { KeyWork } from '../../renderer/vault/rotation/key-work.ts';
import { reEncrypt } from '../../renderer/vault/rotation/re-encrypt.ts';
import { rotateKeys } from '../../renderer/vault/rotation/rotate-keys.ts';
import { requireSession, requireStore } from '../../renderer/vault/vault-context.ts';
import type { VaultApi, VaultEvent } from '../../renderer/vault/vault-api.ts';
import { envelopeKeyId } from '../../shared/crypto/index.ts';
import { failAtWrite } from './break-writes.ts';
import { addLaptop, openWindow, withStore } from './open-window.ts';
import {
  approve,
  createWorld,
  enrol,
  makeDraft,
  setUp,
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

/** Every key id that this operator's rows name. */
function namedKeys(): Promise<readonly string[]> {
  return raw(async (store) => {
    const drafts = (await store.drafts.toArray()).map((row) => row.sealed);
    const views = (await store.records.toArray()).flatMap((row) => row.viewKey ?? []);
    const operator = await store.operators.get(operatorId);
    const own = [operator?.operatorKeys, operator?.grantKeys].flatMap((bytes) => bytes ?? []);
    return [...new Set([...drafts, ...views, ...own].map((bytes) => envelopeKeyId(bytes)))].sort();
  });
}

const kids = (version: string): readonly string[] =>
  ['draft', 'store', 'vault'].map((prefix) => `${prefix}/${operatorId}${version}`);

/** A second window on the same laptop, with the same operator signed in. */
async function secondWindow(): Promise<VaultApi> {
  return (await openWindow(laptop, operatorId)).vault;
}

/** Keeps writes to drafts waiting, as a slow disk may, until it is let go. */
function holdDrafts(): { readonly held: Promise<void>; readonly letGo: () => void } {
  const hold = Promise.withResolvers<undefined>();
  const held = Promise.withResolvers<undefined>();
  const done = raw((store) =>
    store.transaction('rw', store.drafts, async () => {
      await store.drafts.count();
      held.resolve(undefined);
      await Dexie.waitFor(hold.promise);
    }),
  );
  return { held: Promise.race([held.promise, done]), letGo: () => hold.resolve(undefined) };
}

test('a renewal belongs to its session: who unlocks meanwhile gets one of their own', async () => {
  const { vault } = laptop;
  const otherId = await setUp(laptop, (await world.server.addPerson('enumerator', ['nahr'])).code);
  await approve(world.office, laptop);
  await unlock(laptop, operatorId);
  const { held, letGo } = holdDrafts();
  await held;
  const begun = Promise.withResolvers<undefined>();
  await vault.subscribe((event) => {
    if (event.type === 'keys-changed' && event.renewal !== null) begun.resolve(undefined);
  });
  const first = vault.renewKeys();
  await begun.promise;
  await vault.lock();
  await unlock(laptop, otherId);
  const second = vault.renewKeys();
  letGo();
  await Promise.all([first, second]);
  const versions = (await vault.keyOverview()).keys.map(({ version }) => version);
  expect(versions).toEqual([2, 2, 2]);
  // The first one's goes on when they are back.
  await unlock(laptop, operatorId);
  await vault.renewKeys();
  expect((await vault.keyOverview()).renewal).toBeNull();
}, 30_000);

describe('renewing keys', () => {
  test('seals everything anew; the old versions are retired and can be destroyed', async () => {
    const { vault } = laptop;
    const draft = await makeDraft(laptop, { familyName: 'Drafted' });
    const recordId = await enrol(laptop, { familyName: 'Sealed' });
    expect(await namedKeys()).toEqual(kids(''));
    const events: VaultEvent[] = [];
    await vault.subscribe((event) => events.push(event));
    await vault.renewKeys();
    expect(await namedKeys()).toEqual(kids('/2'));
    const overview = await vault.keyOverview();
    expect(overview).toMatchObject({ retired: 3, renewal: null });
    expect(overview.keys.map((key) => [key.purpose, key.keyId, key.version])).toEqual([
      ['credentials', 'operator', 2],
      ['pii', 'drafts', 2],
      ['pii', 'record-views', 2],
    ]);
    const progress = events.flatMap((event) =>
      event.type === 'keys-changed' && event.renewal !== null ? [event.renewal.done] : [],
    );
    expect(progress.at(0)).toBe(0);
    expect(progress.at(-1)).toBe(2);
    expect(await vault.destroyRetiredKeys()).toBe(3);
    expect((await vault.keyOverview()).retired).toBe(0);
    await laptop.restart();
    await unlock(laptop, operatorId);
    expect((await laptop.vault.loadDraft(draft.id)).answers['familyName']).toBe('Drafted');
    expect((await laptop.vault.openRecord(recordId)).answers['familyName']).toBe('Sealed');
    expect(await laptop.vault.verifyActivity()).toMatchObject({ problems: [] });
  }, 30_000);

  test('stopped, it keeps both versions, and goes on at the next unlock', async () => {
    const { vault } = laptop;
    const ids = [];
    for (let index = 0; index < 3; index++) ids.push(await enrol(laptop));
    await vault.subscribe((event) => {
      if (event.type === 'keys-changed' && event.renewal !== null) void vault.stopRenewal();
    });
    await vault.renewKeys();
    expect((await vault.keyOverview()).renewal).toEqual({ done: 0, total: 4, isRunning: false });
    expect(await namedKeys()).toContain(`store/${operatorId}`);
    const saved = await enrol(laptop);
    for (const id of [...ids, saved]) expect((await vault.openRecord(id)).id).toBe(id);
    await laptop.restart();
    await unlock(laptop, operatorId);
    // The renewal that the unlock began is joined, not doubled.
    await laptop.vault.renewKeys();
    expect(await namedKeys()).toEqual([kids('/2')[1], kids('/2')[2]]);
    expect((await laptop.vault.keyOverview()).keys.map((key) => key.version)).toEqual([2, 2, 2]);
  }, 30_000);

  test('broken off at every write, nothing is lost and the next unlock finishes it', async () => {
    const draft = await makeDraft(laptop, { familyName: 'Drafted' });
    const recordId = await enrol(laptop, { familyName: 'Sealed' });
    let kills = 0;
    for (let nth = 1; nth < 60; nth++) {
      const broken = failAtWrite(nth);
      const isDone = await laptop.vault.renewKeys().then(
        () => true,
        () => false,
      );
      broken.restore();
      if (isDone && !broken.reached()) break;
      kills++;
      await laptop.restart();
      await unlock(laptop, operatorId);
      expect((await laptop.vault.loadDraft(draft.id)).answers['familyName']).toBe('Drafted');
      expect((await laptop.vault.openRecord(recordId)).answers['familyName']).toBe('Sealed');
      const held = await raw((store) => store.dataKeys.count());
      expect(held).toBe(3);
    }
    expect(kills).toBeGreaterThanOrEqual(8);
    await laptop.vault.renewKeys();
    const { keys, retired } = await laptop.vault.keyOverview();
    // Every version but the current ones is retired: nothing was left half done.
    expect(retired).toBe(keys.reduce((sum, key) => sum + key.olderVersions, 0));
    expect(await laptop.vault.destroyRetiredKeys()).toBe(retired);
    expect((await laptop.vault.openRecord(recordId)).answers['familyName']).toBe('Sealed');
    expect(await laptop.vault.verifyActivity()).toMatchObject({ problems: [] });
  }, 120_000);

  test('a window with the old keys writes with the new ones, and reads what they sealed', async () => {
    const other = await secondWindow();
    const draft = await makeDraft(laptop, { familyName: 'First' });
    await laptop.vault.renewKeys();
    await laptop.vault.destroyRetiredKeys();
    expect((await other.loadDraft(draft.id)).answers['familyName']).toBe('First');
    const stale = await secondWindow();
    await laptop.vault.renewKeys();
    await stale.saveDraft({ ...draft, answers: { ...draft.answers, familyName: 'Second' } });
    const sealed = await stale.sealDraft(draft.id);
    expect(await namedKeys()).toEqual([kids('/3')[1], kids('/3')[2]]);
    await laptop.vault.destroyRetiredKeys();
    const record = await laptop.vault.openRecord(sealed.recordId);
    expect(record.answers['familyName']).toBe('Second');
    expect(await laptop.vault.verifyActivity()).toMatchObject({ problems: [] });
  }, 30_000);

  test('a renewal that another window begins at the end of one is carried out, not ended with it', async () => {
    const recordId = await enrol(laptop);
    const other = await secondWindow();
    const { vault, context } = await openWindow(laptop, operatorId);
    const { vaultKeys, rings, audit } = requireSession(context);
    let begun = false;
    const work: KeyWork = {
      store: requireStore(context),
      operatorId,
      vaultKeys,
      rings,
      audit: {
        ...audit,
        commit: async (event, tables, write) => {
          if (event.kind === 'keys.re-encrypted' && !begun) {
            begun = true;
            // It ends the first one in its turn, and is stopped at once in a second.
            await other.renewKeys();
            await other.subscribe(() => void other.stopRenewal());
            await other.renewKeys();
          }
          return audit.commit(event, tables, write);
        },
      },
      now: () => laptop.now(),
    };
    await rotateKeys(work, Object.values(VAULT_RINGS));
    expect(await reEncrypt(work, { isStopped: () => false, onProgress: () => undefined })).toBe(
      true,
    );
    expect(begun).toBe(true);
    expect(await namedKeys()).toEqual([kids('/3')[1], kids('/3')[2]]);
    expect((await vault.openRecord(recordId)).id).toBe(recordId);
    expect(await vault.destroyRetiredKeys()).toBe(6);
  }, 30_000);

  test('a damaged row keeps the old version in use, and destroying it is refused', async () => {
    const { vault } = laptop;
    const recordId = await enrol(laptop);
    const viewKey = await raw(async (store) => {
      const row = (await store.records.get(recordId))!;
      const flipped = row.viewKey!.slice();
      flipped[flipped.length - 3] = flipped[flipped.length - 3]! ^ 1;
      await store.records.update(recordId, { viewKey: flipped });
      return row.viewKey!;
    });
    await vault.renewKeys();
    expect((await vault.keyOverview()).retired).toBe(0);
    expect(await vault.destroyRetiredKeys()).toBe(0);
    await raw((store) => store.records.update(recordId, { viewKey }));
    expect((await vault.openRecord(recordId)).id).toBe(recordId);
  }, 30_000);

  test('a damaged or lost key stops what it sealed, and nothing else', async () => {
    const draft = await makeDraft(laptop, { familyName: 'Drafted' });
    const recordId = await enrol(laptop);
    await laptop.vault.renewKeys();
    const place: [string, string, string] = [operatorId, 'pii', 'drafts'];
    const row = (await raw((store) => store.dataKeys.get(place)))!;
    const damage: readonly ((store: FieldsealStore) => Promise<unknown>)[] = [
      (store) => store.dataKeys.delete(place),
      (store) => store.dataKeys.put({ ...row, sealed: row.sealed.map((byte) => byte ^ 1) }),
    ];
    for (const harm of damage) {
      await raw(harm);
      await laptop.restart();
      await unlock(laptop, operatorId);
      await expect(laptop.vault.loadDraft(draft.id)).rejects.toMatchObject({
        code: 'vault.record-damaged',
      });
      expect((await laptop.vault.openRecord(recordId)).id).toBe(recordId);
      expect(await laptop.vault.listDrafts()).toHaveLength(1);
    }
    await raw((store) => store.dataKeys.put(row));
    await laptop.restart();
    await unlock(laptop, operatorId);
    expect((await laptop.vault.loadDraft(draft.id)).answers['familyName']).toBe('Drafted');
  }, 30_000);

  test('keys past their grace renew themselves at the unlock', async () => {
    await enrol(laptop);
    const start = Date.now();
    laptop.now = () => new Date(start + 366 * 86_400_000);
    expect((await laptop.vault.keyOverview()).keys.map((key) => key.state)).toEqual(
      Array(3).fill('due'),
    );
    laptop.now = () => new Date(start + 396 * 86_400_000);
    expect((await laptop.vault.keyOverview()).keys[0]?.state).toBe('overdue');
    await raw((store) => store.operators.update(operatorId, { leaseUntil: null }));
    await laptop.restart();
    await unlock(laptop, operatorId);
    await laptop.vault.renewKeys();
    const { keys } = await laptop.vault.keyOverview();
    expect(keys.map((key) => [key.version, key.state])).toEqual(Array(3).fill([2, 'fine']));
  }, 30_000);
});

describe('whatever happens in whatever order', () => {
  type Step = 'draft' | 'seal' | 'renew' | 'break' | 'stop' | 'restart' | 'destroy' | 'save';
  const steps = fc.array(
    fc.constantFrom<Step>('draft', 'seal', 'renew', 'break', 'stop', 'restart', 'destroy', 'save'),
    { minLength: 4, maxLength: 10 },
  );

  test('everything acknowledged opens, and the chain holds', async () => {
    const drafts = new Map<string, string>();
    const records = new Map<string, string>();
    let writes = 3;
    const run: Readonly<Record<Step, () => Promise<unknown>>> = {
      draft: async () => {
        const draft = await makeDraft(laptop, { familyName: `N${String(drafts.size)}` });
        drafts.set(draft.id, `N${String(drafts.size)}`);
      },
      save: async () => {
        const [id] = drafts.keys();
        if (id === undefined) return;
        const draft = await laptop.vault.loadDraft(id);
        await laptop.vault.saveDraft({ ...draft, answers: { ...draft.answers, familyName: 'S' } });
        drafts.set(id, 'S');
      },
      seal: async () => {
        const [first] = drafts;
        if (first === undefined) return;
        await laptop.vault.sealDraft(first[0]);
        drafts.delete(first[0]);
        records.set(...first);
      },
      renew: () => laptop.vault.renewKeys(),
      break: async () => {
        const broken = failAtWrite((writes = (writes % 17) + 2));
        await laptop.vault.renewKeys().catch(() => undefined);
        broken.restore();
      },
      stop: async () => {
        const renewing = laptop.vault.renewKeys();
        await laptop.vault.stopRenewal();
        await renewing;
      },
      restart: async () => {
        await laptop.restart();
        await unlock(laptop, operatorId);
      },
      destroy: () => laptop.vault.destroyRetiredKeys().catch(() => 0),
    };
    await fc.assert(
      fc.asyncProperty(steps, async (list) => {
        for (const step of list) await run[step]();
        for (const [id, name] of drafts) {
          expect((await laptop.vault.loadDraft(id)).answers['familyName']).toBe(name);
        }
        for (const [id, name] of records) {
          expect((await laptop.vault.openRecord(id)).answers['familyName']).toBe(name);
        }
        expect(await laptop.vault.verifyActivity()).toMatchObject({ problems: [] });
      }),
      { numRuns: 12 },
    );
  }, 120_000);
});

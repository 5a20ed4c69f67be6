import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { DraftContent } from '../../renderer/vault/drafts/draft-content.ts';
import { commitIntake } from '../../renderer/vault/intake/commit-intake.ts';
import { fileIntake } from '../../renderer/vault/intake/file-intake.ts';
import { prepareIntake } from '../../renderer/vault/intake/prepare-intake.ts';
import { commitChunk } from '../../renderer/vault/records/commit-chunk.ts';
import { prepareChunk } from '../../renderer/vault/records/prepare-chunk.ts';
import { sealMany } from '../../renderer/vault/records/seal-many.ts';
import type { VaultApi } from '../../renderer/vault/vault-api.ts';
import {
  requireActive,
  requireStore,
  type VaultContext,
} from '../../renderer/vault/vault-context.ts';
import { enrolmentOf, samplePeople } from '../bench/page/sample-people.ts';
import { addLaptop } from './open-window.ts';
import { createWorld, makeDraft, type Laptop, type World } from './world.ts';

/** Three chunks. */
const MANY = 2100;
const FOUR_CHUNKS = 3100;
const SLOW_MS = 60_000;

let world: World;
let laptop: Laptop;
let vault: VaultApi;
let context: VaultContext;

beforeAll(async () => {
  world = await createWorld();
}, 90_000);
afterAll(async () => {
  await world.server.close();
}, 30_000);
beforeEach(async () => {
  ({ laptop } = await addLaptop(world));
  ({ vault, context } = laptop);
}, 30_000);

async function contents(seed: number, count: number): Promise<DraftContent[]> {
  const { enrolmentAreaIds, notice } = await vault.programme();
  return samplePeople(seed, count).map((person) =>
    enrolmentOf(person, enrolmentAreaIds[0] ?? '', notice.version),
  );
}

/** What must hold whatever happened, once everything has its item: rows, counters, numbers and index tell the same. */
async function checkWhole(expected: number): Promise<void> {
  const store = requireStore(context);
  expect(await fileIntake(context, requireActive(context))).toBe(0);
  expect(await store.intake.count()).toBe(0);
  const rows = await store.records.toArray();
  expect(rows).toHaveLength(expected);
  expect(await store.items.toCollection().primaryKeys()).toEqual(rows.map((row) => row.recordId));
  expect(new Set(rows.map((row) => row.registrationNumber)).size).toBe(expected);
  expect((await vault.counts()).byState.saved).toBe(expected);
  const pages = await store.indexPages.toArray();
  expect(pages.reduce((sum, page) => sum + page.entries, 0)).toBe(expected);
  expect(rows.every((row) => context.session?.programme?.index.versionOf(row.recordId) === 1)).toBe(
    true,
  );
}

test('a chunk that was sealed before this window renewed its keys is not written', async () => {
  const session = requireActive(context);
  const counters = { revision: 0, deviceCounter: 0, registrations: 0 };
  const [person] = await contents(7, 1);
  if (person === undefined) throw new Error('no person');
  const chunk = await prepareChunk(session, [person], counters, laptop.now());
  const intake = await prepareIntake(session, [person], counters, laptop.now());
  await vault.renewKeys();
  expect(await commitChunk(context, session, chunk)).toBe(false);
  expect(await commitIntake(context, session, intake)).toBe(false);
  await checkWhole(0);
});

describe('enrolling many at once', () => {
  test(
    'everybody is saved, numbered, found, and readable; a draft that is sealed meanwhile too',
    async () => {
      const people = await contents(1, MANY);
      const draft = await makeDraft(laptop, { familyName: 'Between' });
      const told: number[] = [];
      const [saved] = await Promise.all([
        sealMany(context, people, { onProgress: (sealed) => told.push(sealed) }),
        vault.sealDraft(draft.id),
      ]);
      expect(saved).toHaveLength(MANY);
      expect(told).toEqual([1000, 2000, 2100]);
      await checkWhole(MANY + 1);
      const last = people.at(-1)?.draft;
      const value = last?.answers['nationalId'];
      if (typeof value !== 'string') throw new Error('no number');
      const [found] = await vault.searchRecords({ by: 'national-id', value });
      expect(found?.recordId).toBe(last?.id);
      expect((await vault.openRecord(found?.recordId ?? '')).answers).toMatchObject({
        familyName: last?.answers['familyName'],
      });
      expect((await vault.counts()).drafts).toBe(0);
    },
    SLOW_MS,
  );

  test(
    'one that may not be saved ends it, and what was committed before stays whole',
    async () => {
      const people = await contents(2, MANY);
      const refused = people[1400];
      if (refused === undefined) throw new Error('no such person');
      people[1400] = {
        ...refused,
        draft: { ...refused.draft, consent: { ...refused.draft.consent, method: null } },
      };
      await expect(sealMany(context, people)).rejects.toMatchObject({ code: 'consent.missing' });
      await context.writes(() => Promise.resolve());
      await checkWhole(1000);
    },
    SLOW_MS,
  );

  test(
    'it ends between two chunks when it is told to, and at a lock',
    async () => {
      const stop = new AbortController();
      // Two chunks may be on their way while the first commits; the fourth is begun after it.
      const people = await contents(3, FOUR_CHUNKS);
      const saved = await sealMany(context, people, {
        signal: stop.signal,
        onProgress: () => {
          stop.abort();
        },
      });
      expect(saved.length).toBeLessThan(FOUR_CHUNKS);
      await checkWhole(saved.length);
      const locked = sealMany(context, await contents(4, MANY), {
        onProgress: () => void vault.lock(),
      });
      await expect(locked).rejects.toMatchObject({ code: 'vault.locked' });
    },
    SLOW_MS,
  );

  test('somebody who stands on this laptop already, or is given twice, is refused', async () => {
    const people = await contents(5, 2);
    const [first] = people;
    if (first === undefined) throw new Error('no person');
    await sealMany(context, people);
    await expect(sealMany(context, [first])).rejects.toMatchObject({ code: 'vault.record-sealed' });
    const twice = (await contents(6, 1)).flatMap((person) => [person, person]);
    await expect(sealMany(context, twice)).rejects.toMatchObject({ code: 'vault.internal' });
    await checkWhole(2);
  });
});

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { z } from 'zod';
import type { ReviewPage } from '../../shared/sync/http-api.ts';
import { openWindow } from './open-window.ts';
import { approve, createWorld, enrol, makeDraft, setUp, startLaptop, type World } from './world.ts';

type Page = z.infer<typeof ReviewPage>;

let world: World;
beforeAll(async () => {
  world = await createWorld();
  await enrol(world.field, { familyName: 'Sabbagh' });
  await enrol(world.field, { familyName: 'Tuma' });
  await world.field.vault.sync();
}, 90_000);
afterAll(async () => {
  await world.server.close();
}, 30_000);
beforeEach(() => {
  world.desk.wire.after = (_request, response) => response;
});

/** Changes the review page on its way. */
function changePage(change: (page: Page) => unknown): void {
  world.desk.wire.after = async (request, response) =>
    request.url.includes('/review/') && response.ok
      ? Response.json(change((await response.json()) as Page))
      : response;
}

test('a record changed on the way is shown as a failure, the others as they are', async () => {
  changePage((page) => ({
    ...page,
    records: page.records.map((record, index) =>
      index === 0 ? { ...record, item: `${record.item.slice(0, -8)}AAAAAAAA` } : record,
    ),
  }));
  const queue = await world.desk.vault.reviewQueue(0, 50);
  expect(queue.failures.map((failure) => failure.code)).toEqual(['sync.item-malformed']);
  expect(queue.items.map((item) => item.record.answers['familyName'])).toEqual(['Tuma']);
});

test('records of an enumerator without a sound voucher are failures', async () => {
  changePage((page) => ({ ...page, operators: {} }));
  const queue = await world.desk.vault.reviewQueue(0, 50);
  expect(queue.items).toEqual([]);
  expect(queue.failures.map((failure) => failure.code)).toEqual([
    'sync.item-signature-invalid',
    'sync.item-signature-invalid',
  ]);
});

test('a supervisor of another area can neither list nor open', async () => {
  const { server, office } = world;
  const areas = (await office.vault.programme()).areas;
  const elsewhere = areas.find((area) => area.level === 1 && area.id !== 'nahr')?.id ?? '';
  const desk = await startLaptop(server.app);
  await setUp(desk, (await server.addPerson('supervisor', [elsewhere])).code);
  await approve(office, desk);
  expect(await desk.vault.reviewQueue(0, 50)).toEqual({ items: [], failures: [], next: null });
  // Even when the server hands the records over, the keys are missing.
  let stolen: Page | null = null;
  changePage((page) => (stolen = page));
  await world.desk.vault.reviewQueue(0, 50);
  desk.wire.after = (request, response) =>
    request.url.includes('/review/') ? Response.json(stolen) : response;
  const queue = await desk.vault.reviewQueue(0, 50);
  expect(queue.items).toEqual([]);
  expect(queue.failures.map((failure) => failure.code)).toEqual([
    'review.key-missing',
    'review.key-missing',
  ]);
}, 30_000);

test('the second decision on a record is told that it came late', async () => {
  const { server, office, desk } = world;
  const other = await startLaptop(server.app);
  await setUp(other, (await server.addPerson('supervisor', ['highlands'])).code);
  await approve(office, other);
  const [first] = (await desk.vault.reviewQueue(0, 50)).items;
  await other.vault.reviewQueue(0, 50);
  const ids = [first?.record.id ?? ''];
  expect(await desk.vault.decide(ids, { verdict: 'approved' })).toBe(1);
  await expect(
    other.vault.decide(ids, { verdict: 'returned', reason: 'Please check' }),
  ).rejects.toMatchObject({ code: 'review.already-decided' });
}, 30_000);

test('two windows on one laptop give no number twice', async () => {
  const { field, enumeratorId } = world;
  const { vault: second } = await openWindow(field, enumeratorId);
  const drafts = [];
  for (let count = 0; count < 8; count++) drafts.push(await makeDraft(field, {}));
  const saved = await Promise.all(
    drafts.map((draft, index) => (index % 2 === 0 ? field.vault : second).sealDraft(draft.id)),
  );
  expect(new Set(saved.map((record) => record.registrationNumber)).size).toBe(8);
}, 30_000);

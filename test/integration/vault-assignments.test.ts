import { IDBKeyRange } from 'fake-indexeddb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStore } from '../../renderer/vault/database/store.ts';
import { undated, type Assignment } from '../../shared/domain/assignment.ts';
import {
  approve,
  createWorld,
  enrol,
  setUp,
  startLaptop,
  unlock,
  type Laptop,
  type World,
} from './world.ts';

const DAY_MS = 86_400_000;
const TIMEOUT_MS = 120_000;
const inDays = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString();

let world: World;
beforeAll(async () => {
  world = await createWorld();
}, TIMEOUT_MS);
afterAll(async () => {
  await world.server.close();
});

/** Somebody with these assignments, approved, on a laptop of their own. */
async function laptopOf(
  ...assignments: readonly [Assignment, ...Assignment[]]
): Promise<{ readonly laptop: Laptop; readonly operatorId: string }> {
  const laptop = await startLaptop(world.server.app);
  const operatorId = await setUp(laptop, (await world.server.addAssigned(...assignments)).code);
  const [request] = await world.office.vault.listRequests();
  expect(request?.assignments).toEqual(assignments);
  await approve(world.office, laptop);
  return { laptop, operatorId };
}

test('a laptop honours the end of an assignment, also with its clock set back, and what was saved in time is taken', async () => {
  const until = inDays(2);
  const { laptop, operatorId } = await laptopOf({
    ...undated('enumerator', ['nahr']),
    validUntil: until,
  });
  await enrol(laptop);
  expect(await laptop.vault.sync()).toMatchObject({ accepted: 1 });
  await enrol(laptop);
  laptop.now = () => new Date(Date.now() + 3 * DAY_MS);
  const refused = {
    code: 'server.forbidden',
    details: { rule: 'expired', role: 'enumerator', until },
  };
  await expect(laptop.vault.createDraft('en')).rejects.toMatchObject(refused);
  expect((await laptop.vault.programme()).enrolmentAreaIds).toEqual([]);
  laptop.now = () => new Date();
  await laptop.vault.lock();
  // The server told a later time than the clock shows now.
  const store = await openStore(laptop.databaseName, { indexedDB: laptop.indexedDB, IDBKeyRange });
  const sync = await store.read('sync');
  if (sync !== undefined) await store.write('sync', { ...sync, lastServerTime: inDays(3) });
  // Nor does it help to lengthen the row: the grant is signed.
  await store.operators.update(operatorId, {
    assignments: [undated('administrator', ['highlands'])],
  });
  store.close();
  expect(sync).toBeDefined();
  await unlock(laptop, operatorId);
  await expect(laptop.vault.createDraft('en')).rejects.toMatchObject(refused);
  await expect(laptop.vault.listDevices()).rejects.toMatchObject({ details: { rule: 'no-role' } });
  expect(await laptop.vault.sync()).toMatchObject({ accepted: 1 });
});

test('who supervises one area and enumerates another does each in its own', async () => {
  const { laptop } = await laptopOf(
    undated('supervisor', ['nahr']),
    undated('enumerator', ['jabal']),
  );
  const { enrolmentAreaIds } = await laptop.vault.programme();
  expect(enrolmentAreaIds.every((id) => id.startsWith('jabal'))).toBe(true);
  const own = await enrol(laptop);
  const theirs = await enrol(world.field);
  expect(await laptop.vault.sync()).toMatchObject({ accepted: 1 });
  expect(await world.field.vault.sync()).toMatchObject({ accepted: 1 });
  const queue = await laptop.vault.reviewQueue(0, 50);
  const seen = queue.items.map(({ record }) => record.id);
  expect([seen.includes(theirs), seen.includes(own), queue.failures]).toEqual([true, false, []]);
  await laptop.vault.decide([theirs], { verdict: 'approved' });
  // The enumerator's laptop believes the decision by the same grant.
  expect(await world.field.vault.sync()).toMatchObject({ decisions: 1 });
});

test('an assignment yet to come is told as such, by the vault and to the screens', async () => {
  const from = inDays(5);
  const { laptop } = await laptopOf({ ...undated('supervisor', ['nahr']), validFrom: from });
  const told = { code: 'server.forbidden', details: { rule: 'not-yet', from } };
  await expect(laptop.vault.reviewQueue(0, 10)).rejects.toMatchObject(told);
  const { session } = await laptop.vault.state();
  expect(session?.held).toMatchObject([{ role: 'supervisor', areaIds: ['nahr'], validFrom: from }]);
});

test(
  'a key officer answers recoveries and approves nobody; an auditor sees laptops and revokes none',
  async () => {
    const officer = await laptopOf(undated('key-officer', ['highlands']));
    expect(await officer.laptop.vault.listRecoveryRequests()).toEqual([]);
    expect(await officer.laptop.vault.recoveryKeySet()).toMatchObject({ mayMake: false });
    await expect(officer.laptop.vault.listRequests()).rejects.toMatchObject({
      code: 'server.forbidden',
    });
    const auditor = await laptopOf(undated('auditor', ['highlands']));
    expect((await auditor.laptop.vault.listDevices()).length).toBeGreaterThan(2);
    await expect(auditor.laptop.vault.revokeDevice('any')).rejects.toMatchObject({
      code: 'server.forbidden',
    });
  },
  TIMEOUT_MS,
);

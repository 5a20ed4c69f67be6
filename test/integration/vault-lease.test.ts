import { IDBKeyRange } from 'fake-indexeddb';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openStore } from '../../renderer/vault/database/store.ts';
import { createWorld, enrol, unlock, type Laptop, type World } from './world.ts';

const DAY_MS = 86_400_000;
const TIMEOUT_MS = 60_000;

let world: World;
beforeAll(async () => {
  world = await createWorld();
}, TIMEOUT_MS);
afterAll(async () => {
  await world.server.close();
});
beforeEach(async () => {
  await world.field.vault.lock();
});

async function setLease(laptop: Laptop, operatorId: string, leaseUntil: number): Promise<void> {
  const store = await openStore(laptop.databaseName, { indexedDB: laptop.indexedDB, IDBKeyRange });
  await store.operators.update(operatorId, { leaseUntil: new Date(leaseUntil).toISOString() });
  store.close();
}

async function leaseOn(laptop: Laptop): Promise<string | null> {
  return (await laptop.vault.state()).operators[0]?.leaseUntil ?? null;
}

async function renewOf(...roles: readonly string[]) {
  const leases = await world.office.vault.listLeases();
  const chosen = leases.filter((lease) => roles.includes(lease.role));
  expect(chosen).toHaveLength(roles.length);
  return world.office.vault.renewLeases(chosen.map((lease) => lease.requestHash));
}

test('past its lease a laptop delivers, fetches its renewal and opens again', async () => {
  const { field, enumeratorId } = world;
  await unlock(field, enumeratorId);
  await enrol(field);
  await field.vault.lock();
  await setLease(field, enumeratorId, Date.now() - DAY_MS);
  expect((await field.vault.state()).operators[0]?.status).toBe('lease-expired');
  await expect(unlock(field, enumeratorId)).rejects.toMatchObject({ code: 'vault.lease-expired' });
  expect(await field.vault.sync()).toMatchObject({ accepted: 1, leasesRenewed: 0 });
  const report = await renewOf('enumerator');
  expect(report).toMatchObject({ renewed: 1, notRenewed: 0 });
  expect(await field.vault.sync()).toMatchObject({ leasesRenewed: 1 });
  expect(await field.vault.sync()).toMatchObject({ leasesRenewed: 0 });
  await unlock(field, enumeratorId);
  expect((await field.vault.state()).session?.leaseUntil).toBe(report.leaseUntil);
});

test('an open session sees its lease grow, and renewals in bulk reach each laptop', async () => {
  const { field, desk, enumeratorId } = world;
  await unlock(field, enumeratorId);
  const report = await renewOf('enumerator', 'supervisor');
  expect(report.renewed).toBe(2);
  await field.vault.sync();
  await desk.vault.sync();
  expect((await field.vault.state()).session?.leaseUntil).toBe(report.leaseUntil);
  expect(await leaseOn(desk)).toBe(report.leaseUntil);
});

test('the administrator’s own renewal counts at once on that laptop', async () => {
  const { leaseUntil } = await renewOf('administrator');
  expect((await world.office.vault.state()).session?.leaseUntil).toBe(leaseUntil);
  const own = (await world.office.vault.listLeases()).find((lease) => lease.isHere);
  expect(own).toMatchObject({ role: 'administrator', leaseUntil });
});

test('a file renews a laptop without a network; it is worth nothing elsewhere, changed, or again', async () => {
  const { field, desk, enumeratorId } = world;
  await setLease(field, enumeratorId, Date.now() - DAY_MS);
  const { file, leaseUntil } = await renewOf('enumerator');
  await expect(desk.vault.applyLeaseFile(file)).rejects.toMatchObject({ code: 'lease.not-ours' });
  const changed = file.slice();
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  await expect(field.vault.applyLeaseFile(changed)).rejects.toMatchObject({
    code: 'lease.tampered',
  });
  expect(await field.vault.applyLeaseFile(file)).toBe(1);
  expect(await leaseOn(field)).toBe(leaseUntil);
  await expect(field.vault.applyLeaseFile(file)).rejects.toMatchObject({
    code: 'lease.not-longer',
  });
});

test('an older renewal played again does not shorten the lease', async () => {
  const { field } = world;
  const older = await renewOf('enumerator');
  const newer = await renewOf('enumerator');
  await field.vault.sync();
  await expect(field.vault.applyLeaseFile(older.file)).rejects.toMatchObject({
    code: 'lease.not-longer',
  });
  expect(await leaseOn(field)).toBe(newer.leaseUntil);
});

test('the server cannot make one: what the pinned administrator did not sign is refused whole', async () => {
  const { field } = world;
  const before = await leaseOn(field);
  field.wire.after = async (request, response) => {
    if (!request.url.endsWith('/v1/leases')) return response;
    const body = (await response.json()) as { readonly renewals: readonly string[] };
    const renewals = body.renewals.map((text) => `${text.slice(0, -4)}AAAA`);
    return Response.json({ ...body, renewals });
  };
  await expect(field.vault.sync()).rejects.toMatchObject({ code: 'lease.tampered' });
  field.wire.after = (_request, response) => response;
  expect(await leaseOn(field)).toBe(before);
});

test('an enumerator’s client may renew nobody', async () => {
  const { field, enumeratorId } = world;
  await unlock(field, enumeratorId);
  await expect(field.vault.renewLeases(['a'])).rejects.toMatchObject({ code: 'server.forbidden' });
  await expect(field.vault.listLeases()).rejects.toMatchObject({ code: 'server.forbidden' });
});

test('the administrator’s client gets the report on a lost laptop', async () => {
  const [device] = (await world.office.vault.listDevices()).filter(({ operators }) =>
    operators.some((operator) => operator.operatorId === world.enumeratorId),
  );
  const report = await world.office.vault.lossReport(device?.deviceId ?? '');
  expect(report.operators).toMatchObject([{ operatorId: world.enumeratorId }]);
  expect(report.highestNumber).toBe(1);
  expect(report.missingNumbers.count).toBe(0);
});

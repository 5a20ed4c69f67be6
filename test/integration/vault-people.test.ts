import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { undated, type Assignment } from '../../shared/domain/assignment.ts';
import type { ProgrammePack } from '../../shared/domain/programme.ts';
import { copyBytes, fromBase64Url } from '../../shared/encoding/bytes.ts';
import { OwnRenewals } from '../../shared/sync/lease-api.ts';
import { ROUTES } from '../../shared/sync/http-api.ts';
import { ProvisioningGrant } from '../../shared/sync/provisioning.ts';
import { peekUnverified } from '../../shared/crypto/index.ts';
import { startTestServer } from '../../server/test/test-server.ts';
import {
  approve,
  enrol,
  makeDraft,
  reviewAll,
  setUp,
  startLaptop,
  unlock,
  type Laptop,
} from './world.ts';

const DAY_MS = 86_400_000;
const TIMEOUT_MS = 120_000;

let server: Awaited<ReturnType<typeof startTestServer>>;
let office: Laptop;
beforeAll(async () => {
  // One clock for all: a change must be days old before late records are held to it.
  vi.useFakeTimers({ toFake: ['Date'], shouldAdvanceTime: true });
  server = await startTestServer();
  office = await startLaptop(server.app);
  await setUp(office, (await server.addPerson('administrator', ['highlands'])).code);
}, TIMEOUT_MS);
afterAll(async () => {
  await server.close();
  vi.useRealTimers();
});

/** Somebody whom the administrator added by the app, with a laptop of their own. */
async function addWithLaptop(
  name: string,
  ...assignments: readonly Assignment[]
): Promise<{ readonly laptop: Laptop; readonly id: string }> {
  const id = `op-${name.toLowerCase()}`;
  const { code } = await office.vault.addPerson(id, name, assignments);
  const laptop = await startLaptop(server.app);
  await setUp(laptop, code);
  await approve(office, laptop);
  return { laptop, id };
}

async function personOf(id: string) {
  const { people } = await office.vault.listPeople();
  const found = people.find(({ operatorId }) => operatorId === id);
  if (found === undefined) throw new Error('no such person');
  return found;
}

/** Districts of which a laptop's open session has review keys. */
async function heldAreas(laptop: Laptop): Promise<readonly string[]> {
  const { reviewKeys } = laptop.context.session!.programme!;
  const held = new Set(reviewKeys.map(({ kid }) => kid));
  const newest = (await laptop.context.store!.read('programme'))!.pack;
  const known = (peekUnverified(newest).payload as ProgrammePack).reviewKeys;
  const areaIds = known.filter(({ publicKey }) => held.has(publicKey.kid));
  return [...new Set(areaIds.map(({ areaId }) => areaId.split('-')[0] ?? ''))].toSorted();
}

const enrolmentOf = async (laptop: Laptop) => (await laptop.vault.programme()).enrolmentAreaIds;
const leaves = (ids: readonly string[], area: string) => ids.filter((id) => id.startsWith(area));

test(
  'an enumerator gains an area and enrols there; loses it, and app and server refuse',
  async () => {
    const { laptop, id } = await addWithLaptop('Amal', undated('enumerator', ['nahr']));
    expect(leaves(await enrolmentOf(laptop), 'jabal')).toEqual([]);

    await office.vault.changeAssignments(id, [undated('enumerator', ['nahr', 'jabal'])]);
    await laptop.vault.sync();
    const [jabal = ''] = leaves(await enrolmentOf(laptop), 'jabal');
    await enrol(laptop, { area: jabal, familyName: 'Tuma' });
    expect(await laptop.vault.sync()).toMatchObject({ accepted: 1, refused: 0 });

    await enrol(laptop, { area: jabal, familyName: 'Aziz' });
    await office.vault.changeAssignments(id, [undated('enumerator', ['nahr'])]);
    expect((await personOf(id)).assignments).toMatchObject([
      { role: 'enumerator', areaIds: ['nahr'], validUntil: null },
      { role: 'enumerator', areaIds: ['jabal'] },
    ]);
    vi.setSystemTime(Date.now() + 3 * DAY_MS);
    // What was registered in time is taken, however late; what the laptop, away all the time, registers now is not.
    const late = await enrol(laptop, { area: jabal, familyName: 'Nasser' });
    expect(await laptop.vault.sync()).toMatchObject({ accepted: 1, refused: 1 });
    const { records } = await laptop.vault.listRefused();
    expect(records).toMatchObject([{ recordId: late, refusal: 'sync.item-not-assigned' }]);
    expect(leaves(await enrolmentOf(laptop), 'jabal')).toEqual([]);
    const draft = await makeDraft(laptop, { area: jabal });
    await expect(laptop.vault.sealDraft(draft.id)).rejects.toMatchObject({ code: 'form.invalid' });
  },
  TIMEOUT_MS,
);

test(
  'a locked laptop takes the change at its next unlock, and every operator of it their own',
  async () => {
    const { laptop, id } = await addWithLaptop('Basma', undated('enumerator', ['nahr']));
    const other = await office.vault.addPerson('op-dalia', 'Dalia', [
      undated('enumerator', ['nahr']),
    ]);
    await laptop.vault.lock();
    await setUp(laptop, other.code);
    await approve(office, laptop);
    await laptop.vault.lock();
    await office.vault.changeAssignments(id, [undated('enumerator', ['jabal'])]);
    await laptop.vault.sync();
    await unlock(laptop, id);
    expect((await enrolmentOf(laptop)).every((area) => area.startsWith('jabal'))).toBe(true);
    expect((await laptop.vault.state()).session?.held).toMatchObject([
      { areaIds: ['jabal'] },
      { areaIds: ['nahr'] },
    ]);
    await laptop.vault.lock();
    await unlock(laptop, other.operatorId);
    expect((await enrolmentOf(laptop)).every((area) => area.startsWith('nahr'))).toBe(true);
  },
  TIMEOUT_MS,
);

test(
  'a laptop without a network moves to another area by a file, and delivers what it had enrolled before',
  async () => {
    const { laptop, id } = await addWithLaptop('Dunya', undated('enumerator', ['nahr']));
    const [nahr = ''] = leaves(await enrolmentOf(laptop), 'nahr');
    const before = (await office.vault.assignmentFile(id)).bytes;
    await enrol(laptop, { area: nahr, familyName: 'Barakat' });
    laptop.wire.before = () => Promise.reject(new TypeError('no network'));
    await office.vault.changeAssignments(id, [undated('enumerator', ['jabal'])]);
    const { name, bytes } = await office.vault.assignmentFile(id);
    expect(name).toMatch(/^fieldseal-[A-Z0-9]{4}\.fslease$/u);
    expect(await laptop.vault.applyLeaseFile(bytes)).toBe(1);
    const now = await enrolmentOf(laptop);
    expect(now.length).toBeGreaterThan(0);
    expect(now.every((area) => area.startsWith('jabal'))).toBe(true);
    // The same again, the one before it, and somebody else's change nothing.
    for (const file of [bytes, before]) {
      await expect(laptop.vault.applyLeaseFile(file)).rejects.toMatchObject({
        code: 'lease.not-longer',
      });
    }
    const other = await addWithLaptop('Evin', undated('enumerator', ['nahr']));
    const theirs = (await office.vault.assignmentFile(other.id)).bytes;
    await expect(laptop.vault.applyLeaseFile(theirs)).rejects.toMatchObject({
      code: 'lease.not-ours',
    });
    const changed = copyBytes(bytes);
    changed[changed.length - 3] = (changed.at(-3) ?? 0) ^ 1;
    await expect(laptop.vault.applyLeaseFile(changed)).rejects.toMatchObject({
      code: 'provisioning.grant-tampered',
    });
    expect(await enrolmentOf(laptop)).toEqual(now);
    await enrol(laptop, { area: now[0] ?? '', familyName: 'Sabbagh' });
    laptop.wire.before = () => undefined;
    expect(await laptop.vault.sync()).toMatchObject({ accepted: 2, refused: 0 });
  },
  TIMEOUT_MS,
);

test(
  'an older grant of a server or on the disk is refused, and so is somebody else’s',
  async () => {
    const { laptop, id } = await addWithLaptop('Farid', undated('enumerator', ['nahr']));
    const store = laptop.context.store!;
    const first = (await store.operators.get(id))?.grant;
    await office.vault.changeAssignments(id, [undated('enumerator', ['nahr', 'jabal'])]);
    await laptop.vault.sync();
    const wider = (await store.operators.get(id))?.grant;
    await office.vault.changeAssignments(id, [undated('enumerator', ['nahr'])]);
    await laptop.vault.sync();
    const narrow = await enrolmentOf(laptop);
    const other = await addWithLaptop('Ghada', undated('enumerator', ['jabal']));
    const theirs = (await other.laptop.context.store!.operators.get(other.id))?.grant;

    for (const grant of [first, wider, theirs]) {
      laptop.wire.after = async (request, response) => {
        if (!request.url.endsWith(ROUTES.leases)) return response;
        const body = OwnRenewals.parse(await response.json());
        return Response.json({ ...body, grants: [toText(grant)] });
      };
      await laptop.vault.sync();
      expect(await enrolmentOf(laptop)).toEqual(narrow);
      expect((await store.operators.get(id))?.newerGrant).toBeUndefined();
    }
    laptop.wire.after = (_request, response) => response;

    const current = (await store.operators.get(id))?.grant;
    await laptop.vault.lock();
    await store.operators.update(id, { grant: wider });
    await expect(unlock(laptop, id)).rejects.toMatchObject({ code: 'provisioning.grant-outdated' });
    for (const grant of [theirs, undefined]) {
      await store.operators.update(id, { grant });
      await expect(unlock(laptop, id)).rejects.toMatchObject({ code: 'vault.store-damaged' });
    }
    // Put there as the newer one, an older one is passed over.
    await store.operators.update(id, { grant: current, newerGrant: wider });
    await unlock(laptop, id);
    expect(await enrolmentOf(laptop)).toEqual(narrow);
  },
  TIMEOUT_MS,
);

test(
  'who loses areas that they reviewed reads nothing new there, even by the server’s help',
  async () => {
    const { laptop: desk, id } = await addWithLaptop(
      'Iman',
      undated('supervisor', ['nahr', 'jabal']),
    );
    const grant = (await desk.context.store!.operators.get(id))?.grant;
    const leaving = await addWithLaptop('Jad', undated('supervisor', ['nahr']));
    const devices = await office.vault.listDevices();
    const lost = devices.find(({ operators }) =>
      operators.some(({ operatorId }) => operatorId === leaving.id),
    );
    // From now on the pack has a share for Iman, with keys of both areas.
    await office.vault.renewReviewKeys(['nahr', 'jabal'], lost?.deviceId ?? '');
    await desk.vault.sync();
    expect(await heldAreas(desk)).toEqual(['jabal', 'nahr']);
    const before = (await office.context.store!.read('programme'))!;
    await office.vault.changeAssignments(id, [undated('supervisor', ['jabal'])]);
    expect((await personOf(id)).due).toBeNull();
    await desk.vault.sync();
    expect(await heldAreas(desk)).toEqual(['jabal']);
    await desk.vault.lock();
    await unlock(desk, id);
    expect(await heldAreas(desk)).toEqual(['jabal']);
    const { items } = await desk.vault.reviewQueue(0, 50);
    expect(items.filter(({ record }) => !record.areaId.startsWith('jabal'))).toEqual([]);

    const keysOf = (pack: Uint8Array) =>
      (peekUnverified(pack).payload as { reviewKeys: { areaId: string }[] }).reviewKeys.filter(
        ({ areaId }) => areaId === 'nahr' || areaId === 'jabal',
      );
    const after = (await office.context.store!.read('programme'))!;
    expect(keysOf(after.pack).slice(keysOf(before.pack).length)).toMatchObject([
      { areaId: 'nahr' },
    ]);

    // A server that shows the administrator the older grant again gains nothing for the next period.
    office.wire.after = async (request, response) => {
      if (!request.url.endsWith(ROUTES.operators)) return response;
      const body = (await response.json()) as { operators: { voucher: { grant: string } }[] };
      for (const { voucher } of body.operators) {
        const shown = ProvisioningGrant.parse(peekUnverified(fromBase64Url(voucher.grant)).payload);
        if (shown.operatorId === id) voucher.grant = toText(grant);
      }
      return Response.json(body);
    };
    await office.vault.renewReviewKeys(['nahr'], lost?.deviceId ?? '');
    office.wire.after = (_request, response) => response;
    const { pack } = (await office.context.store!.read('programme'))!;
    const shares = (peekUnverified(pack).payload as { reviewKeyShares: { operatorId: string }[] })
      .reviewKeyShares;
    expect(shares.map(({ operatorId }) => operatorId)).not.toContain(id);
  },
  TIMEOUT_MS,
);

test(
  'decisions and records of before still count after a change; whoever leaves may do nothing more',
  async () => {
    const field = await addWithLaptop('Karim', undated('enumerator', ['nahr']));
    const { laptop: desk, id } = await addWithLaptop('Lina', undated('supervisor', ['nahr']));
    await enrol(field.laptop, { familyName: 'Habib' });
    await field.laptop.vault.sync();
    expect(await reviewAll(desk, { verdict: 'approved' })).toBeGreaterThan(0);
    await office.vault.changeAssignments(id, []);
    const person = await personOf(id);
    expect(person.assignments).toMatchObject([{ role: 'supervisor', areaIds: ['nahr'] }]);
    expect(person.due).toBeNull();
    expect(await field.laptop.vault.sync()).toMatchObject({ decisions: 1, decisionsRefused: 0 });
    await expect(desk.vault.reviewQueue(0, 10)).rejects.toMatchObject({ code: 'server.forbidden' });
    await desk.vault.sync();
    await expect(desk.vault.reviewQueue(0, 10)).rejects.toMatchObject({
      code: 'server.forbidden',
      details: { rule: 'expired' },
    });
  },
  TIMEOUT_MS,
);

test(
  'where telling the laptops fails, the change counts, is said to be unfinished, and can be finished',
  async () => {
    const { id } = await addWithLaptop('Maya', undated('supervisor', ['nahr', 'jabal']));
    office.wire.before = (request) =>
      request.method === 'PUT' && request.url.endsWith(ROUTES.publishPack)
        ? Response.error()
        : undefined;
    const next = [undated('supervisor', ['jabal'])];
    await expect(office.vault.changeAssignments(id, next)).rejects.toMatchObject({
      code: 'people.review-period-due',
    });
    office.wire.before = () => undefined;
    const { assignments, due } = await personOf(id);
    expect(assignments[0]).toMatchObject({ areaIds: ['jabal'] });
    expect(due?.reviewAreaIds).toContain('nahr');
    expect(due?.reviewAreaIds).not.toContain('jabal');
    await office.vault.changeAssignments(id, next);
    expect((await personOf(id)).due).toBeNull();
  },
  TIMEOUT_MS,
);

test('an administrator keeps their own role, and may become more', async () => {
  const { people, mayChange } = await office.vault.listPeople();
  const self = people.find(({ isSelf }) => isSelf)!;
  expect(mayChange).toBe(true);
  await expect(office.vault.changeAssignments(self.operatorId, [])).rejects.toMatchObject({
    code: 'people.own-administrator',
  });
  const administrator = undated('administrator', ['highlands']);
  await office.vault.changeAssignments(self.operatorId, [
    administrator,
    undated('enumerator', ['nahr']),
  ]);
  expect((await enrolmentOf(office)).length).toBeGreaterThan(0);
  await office.vault.changeAssignments(self.operatorId, [administrator]);
  expect(await enrolmentOf(office)).toEqual([]);
  expect((await office.vault.listPeople()).mayChange).toBe(true);
});

function toText(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString('base64url');
}

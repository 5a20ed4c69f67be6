import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  approve,
  createWorld,
  enrol,
  makeDraft,
  reviewAll,
  setUp,
  startLaptop,
  unlock,
  type World,
} from './world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
}, 90_000);
afterAll(async () => {
  await world.server.close();
}, 30_000);

describe('from enrolment to decision', () => {
  test('a record is saved, found, sent, reviewed, returned, corrected and approved', async () => {
    const { field, desk, server } = world;
    const answers = {
      familyName: 'Qabbani',
      givenName: 'Mariam',
      nationalId: 'AB-1234567',
      phone: '+963 11 555 0199',
    };
    const recordId = await enrol(field, answers);
    const found = await field.vault.searchRecords({ by: 'national-id', value: 'ab 1234567' });
    expect(found.map((record) => record.recordId)).toEqual([recordId]);
    expect(found[0]).toMatchObject({ state: 'saved', own: true, displayName: 'Qabbani Mariam' });
    expect(await field.vault.searchRecords({ by: 'phone-last-four', value: '0199' })).toHaveLength(
      1,
    );
    expect(await field.vault.searchRecords({ by: 'name', value: 'kabbani maryam' })).toHaveLength(
      1,
    );
    expect(await field.vault.searchRecords({ by: 'name', value: 'kabbani john' })).toHaveLength(0);

    const draft = await makeDraft(field, { ...answers, familyName: 'Kabani' });
    const duplicates = await field.vault.findDuplicates(draft.id, draft.answers);
    expect(duplicates.map((hit) => [hit.record.recordId, hit.by])).toEqual([
      [recordId, ['national-id', 'name-and-birth-date', 'likeness']],
    ]);
    await field.vault.discardDraft(draft.id);

    const report = await field.vault.sync();
    expect(report).toMatchObject({ batches: 1, receipts: 1, accepted: 1, refused: 0 });
    await expect(field.vault.openRecord(recordId)).rejects.toMatchObject({
      code: 'vault.record-sealed',
    });
    const [received] = (await field.vault.listRecords(null, 10)).records;
    expect(received).toMatchObject({ state: 'received', displayName: null });

    const queue = await desk.vault.reviewQueue(0, 50);
    expect(queue.failures).toEqual([]);
    expect(queue.items[0]?.record.answers['familyName']).toBe('Qabbani');
    await expect(
      desk.vault.decide([recordId], { verdict: 'returned', reason: ' ' }),
    ).rejects.toMatchObject({ code: 'review.reason-required' });
    expect(
      await desk.vault.decide([recordId], { verdict: 'returned', reason: 'Mariam or Maryam?' }),
    ).toBe(1);

    expect(await field.vault.sync()).toMatchObject({ decisions: 1, decisionsRefused: 0 });
    expect(await field.vault.returnReason(recordId)).toBe('Mariam or Maryam?');
    const correction = await field.vault.correctRecord(recordId);
    expect(correction).toMatchObject({ correction: { version: 1, reason: 'Mariam or Maryam?' } });
    await field.vault.saveDraft({
      ...correction,
      answers: { ...correction.answers, givenName: 'Maryam' },
    });
    expect(await field.vault.sealDraft(recordId)).toMatchObject({ version: 2 });
    expect(await field.vault.sync()).toMatchObject({ accepted: 1 });
    expect(await reviewAll(desk, { verdict: 'approved' })).toBe(1);
    expect(await field.vault.sync()).toMatchObject({ decisions: 1 });
    const counts = await field.vault.counts();
    expect(counts.byState).toEqual({
      saved: 0,
      'in-batch': 0,
      received: 0,
      refused: 0,
      approved: 1,
      returned: 0,
    });
    expect(counts.drafts).toBe(0);

    const dump = await server.dump();
    for (const secret of ['Qabbani', 'Maryam', 'AB-1234567', '555 0199', 'Mariam or']) {
      expect(dump.includes(secret)).toBe(false);
    }
  }, 60_000);

  test('drafts and records outlive a restart; nothing opens without the passphrase', async () => {
    const { field, enumeratorId } = world;
    const draft = await makeDraft(field, { familyName: 'Nassar' });
    const recordId = await enrol(field, { familyName: 'Saleh' });
    await field.restart();
    await expect(field.vault.listDrafts()).rejects.toMatchObject({ code: 'vault.locked' });
    await unlock(field, enumeratorId);
    expect((await field.vault.loadDraft(draft.id)).answers['familyName']).toBe('Nassar');
    expect((await field.vault.openRecord(recordId)).answers['familyName']).toBe('Saleh');
    expect(await field.vault.searchRecords({ by: 'name', value: 'Salih' })).toHaveLength(1);
    await field.vault.discardDraft(draft.id);
  }, 30_000);

  test('a locked laptop delivers', async () => {
    const { field, enumeratorId } = world;
    await field.vault.lock();
    expect(await field.vault.sync()).toMatchObject({ accepted: 1 });
    await unlock(field, enumeratorId);
  }, 30_000);

  test('a second operator of the laptop finds the duplicate without seeing the name', async () => {
    const { field, office, server, enumeratorId } = world;
    await enrol(field, { familyName: 'Zeidan', givenName: 'Omar', nationalId: 'CD-7654321' });
    const other = await setUp(field, (await server.addPerson('enumerator', ['nahr'])).code);
    for (const request of await office.vault.listRequests()) {
      await office.vault.approveRequest(request.requestHash);
    }
    expect(await field.vault.checkGrant()).toMatchObject({ state: 'ready', alreadyTrusted: true });
    await field.vault.acceptGrant();
    const draft = await makeDraft(field, { nationalId: 'CD-7654321' });
    const [hit] = await field.vault.findDuplicates(draft.id, draft.answers);
    expect(hit?.record).toMatchObject({ own: false, displayName: null });
    expect(hit?.explanation).toBeNull();
    await field.vault.sealDraft(draft.id);
    expect((await field.vault.state()).operators.map((row) => row.operatorId)).toContain(other);
    expect(await field.vault.sync()).toMatchObject({ accepted: 2 });
    await unlock(field, enumeratorId);
  }, 30_000);

  test('a revoked laptop is refused and keeps its records', async () => {
    const { server, office } = world;
    const lost = await startLaptop(server.app);
    await setUp(lost, (await server.addPerson('enumerator', ['nahr'])).code);
    await approve(office, lost);
    await enrol(lost);
    const [device] = (await office.vault.listDevices()).slice(-1);
    const state = await lost.vault.state();
    const devices = await office.vault.listDevices();
    const mine = devices.find((candidate) => candidate.deviceCode === state.deviceCode) ?? device;
    await office.vault.revokeDevice(mine?.deviceId ?? '');
    await expect(lost.vault.sync()).rejects.toMatchObject({ code: 'sync.device-revoked' });
    expect((await lost.vault.listRecords(null, 5)).records[0]?.state).toBe('in-batch');
  }, 30_000);
});

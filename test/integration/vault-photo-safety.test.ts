/** Photos apart from their records are neither lost nor doubled: by a power cut, a stick, a backup, or a full disk. */
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { buildRecord } from '../../renderer/vault/records/build-record.ts';
import { indexRecord } from '../../renderer/vault/index/index-record.ts';
import { namePairsOf } from '../../renderer/vault/index/name-pairs.ts';
import { requireActive } from '../../renderer/vault/vault-context.ts';
import { issueCode } from '../../server/provisioning/issue-code.ts';
import { RegistrantRecord } from '../../shared/domain/registrant-record.ts';
import { WHOLE_PROGRAMME } from '../../server/db/scope.ts';
import { makeBackup } from './backup-steps.ts';
import { failAtWrite } from './break-writes.ts';
import { handOver, openStick, setNetwork, writeReceipts } from './courier-steps.ts';
import { addLaptop, withStore } from './open-window.ts';
import {
  attachedIn,
  attachmentsOn,
  draftWithPhoto,
  enrolWithPhoto,
  samplePhoto,
} from './photo-steps.ts';
import {
  approve,
  createWorld,
  setUp,
  startLaptop,
  unlock,
  type Laptop,
  type World,
} from './world.ts';

const SECRET = 'seven herons cross the delta';
vi.setConfig({ testTimeout: 60_000 });

let world: World;
let field: Laptop;
let operatorId: string;
beforeAll(async () => {
  world = await createWorld();
}, 90_000);
afterAll(async () => {
  await world.server.close();
}, 30_000);
beforeEach(async () => {
  ({ laptop: field, operatorId } = await addLaptop(world));
}, 60_000);

/** A second laptop of the same enumerator. */
async function otherLaptop(): Promise<Laptop> {
  const laptop = await startLaptop(world.server.app);
  const code = await world.server.deps.db.within(WHOLE_PROGRAMME, (db) =>
    issueCode(db, operatorId),
  );
  await setUp(laptop, code);
  await approve(world.office, laptop);
  return laptop;
}

async function restore(laptop: Laptop, file: Blob) {
  await laptop.vault.openBackup(file, { by: 'passphrase', passphrase: SECRET });
  for (;;) {
    const report = await laptop.vault.restoreBackupPart();
    if (report.isDone) return report;
  }
}

/** Hashes of the photos that the server holds of a record. */
async function heldOf(recordId: string): Promise<readonly string[]> {
  const rows = await world.server.db
    .selectFrom('attachments')
    .select('hash')
    .where('record_id', '=', recordId)
    .execute();
  return rows.map(({ hash }) => hash);
}

describe('writes that fail', () => {
  test('sealing leaves the draft with its photo, or the record with its attachment', async () => {
    const { id, bytes } = await draftWithPhoto(field);
    let failures = 0;
    for (let nth = 1; ; nth++) {
      const broken = failAtWrite(nth);
      const done = await field.vault.sealDraft(id).then(
        () => true,
        () => false,
      );
      broken.restore();
      if (done) break;
      failures += 1;
      expect((await field.vault.loadDraft(id)).answers['photo']).toMatchObject({ bytes });
      expect(await attachmentsOn(field)).toEqual({});
    }
    expect(failures).toBeGreaterThanOrEqual(8);
    const photo = attachedIn(await field.vault.openRecord(id));
    expect(await field.vault.loadPhoto(id, photo)).toMatchObject({ state: 'here', bytes });
    expect(await attachmentsOn(field)).toEqual({ saved: 1 });
  });

  test('a laptop that dies at any write of a sync sends the photo once and keeps it until then', async () => {
    const { id } = await enrolWithPhoto(field);
    const { hash } = attachedIn(await field.vault.openRecord(id)).attachment;
    let runs = 0;
    for (let nth = 1; ; nth++) {
      runs += 1;
      const broken = failAtWrite(nth);
      const done = await field.vault.sync().then(
        () => !broken.reached(),
        () => false,
      );
      broken.restore();
      const left = await attachmentsOn(field);
      // Here, or at the server; and in a batch only while there is one.
      if (Object.keys(left).length === 0) expect(await heldOf(id)).toEqual([hash]);
      await withStore(field, async (store) => {
        const waiting = await store.batches.where({ state: 'waiting' }).toArray();
        const inBatches = waiting.reduce((sum, { attachments = 0 }) => sum + attachments, 0);
        expect(left['in-batch'] ?? 0).toBe(inBatches);
      });
      if (done) break;
      await field.restart();
      await unlock(field, operatorId);
    }
    expect(runs).toBeGreaterThan(8);
    expect(await heldOf(id)).toEqual([hash]);
    expect(await attachmentsOn(field)).toEqual({ received: 1 });
  });

  test('a lost receipt is answered again, also while the vault is locked', async () => {
    const { id } = await enrolWithPhoto(field);
    const { hash } = attachedIn(await field.vault.openRecord(id)).attachment;
    let batches = 0;
    field.wire.after = (request, response) => {
      if (request.method !== 'POST' || !request.url.endsWith('/v1/batches')) return response;
      batches += 1;
      if (batches === 2) throw new TypeError('connection reset');
      return response;
    };
    await expect(field.vault.sync()).rejects.toMatchObject({ code: 'sync.offline' });
    expect(await attachmentsOn(field)).toEqual({ 'in-batch': 1 });
    await field.vault.lock();
    expect(await field.vault.sync()).toMatchObject({ photos: 1, photosLeft: 0 });
    expect(await heldOf(id)).toEqual([hash]);
    expect(await attachmentsOn(field)).toEqual({ received: 1 });
  });
});

describe('a stick', () => {
  test('carries photos behind their records, and its receipts settle both', async () => {
    setNetwork(field, false);
    const { id } = await enrolWithPhoto(field);
    const { hash } = attachedIn(await field.vault.openRecord(id)).attachment;
    const plan = await field.vault.planHandOver();
    expect(plan.batches.map(({ records, photos }) => [records, photos])).toEqual([
      [1, 0],
      [0, 1],
    ]);
    const { desk } = world;
    expect(await openStick(desk, await handOver(field))).toMatchObject({
      taken: 2,
      records: 1,
      photos: 1,
      failures: [],
    });
    expect(await desk.vault.sync()).toMatchObject({ carried: 2 });
    expect(await heldOf(id)).toEqual([hash]);
    expect(await attachmentsOn(field)).toEqual({ 'in-batch': 1 });
    expect(await openStick(field, await writeReceipts(desk))).toMatchObject({
      settled: 2,
      accepted: 1,
      photos: 1,
      photosLeft: 0,
    });
    expect(await attachmentsOn(field)).toEqual({ received: 1 });
  });
});

describe('a backup', () => {
  test('holds the photo, which the other laptop signs as its own and delivers', async () => {
    const { id, bytes } = await enrolWithPhoto(field);
    const file = await makeBackup(field, SECRET);
    const laptop = await otherLaptop();
    expect(await restore(laptop, file)).toMatchObject({ records: 1, photos: 1, failures: [] });
    const photo = attachedIn(await laptop.vault.openRecord(id));
    expect(await laptop.vault.loadPhoto(id, photo)).toMatchObject({ state: 'here', bytes });
    expect(await laptop.vault.sync()).toMatchObject({ accepted: 1, photos: 1, photosLeft: 0 });
    // Whichever laptop is second finds it held.
    expect(await field.vault.sync()).toMatchObject({ alreadyHeld: 1, photos: 1, photosLeft: 0 });
    expect(await heldOf(id)).toEqual([photo.attachment.hash]);
  });

  test('holds a photo that still waits though its record was received', async () => {
    const { id } = await enrolWithPhoto(field);
    const { hash } = attachedIn(await field.vault.openRecord(id)).attachment;
    field.wire.before = async (request) => {
      if ((await request.text()).includes('attachment')) throw new TypeError('fetch failed');
      return undefined;
    };
    await expect(field.vault.sync()).rejects.toMatchObject({ code: 'sync.offline' });
    expect(await field.vault.backupStatus()).toMatchObject({
      unsent: 0,
      oldestAtRisk: expect.any(String) as string,
    });
    const file = await makeBackup(field, SECRET);
    expect(await field.vault.backupStatus()).toMatchObject({ oldestAtRisk: null });
    await field.vault.openBackup(file, { by: 'passphrase', passphrase: SECRET });
    expect(await field.vault.checkBackupPart()).toMatchObject({ records: 0, isDone: true });
    const laptop = await otherLaptop();
    expect(await restore(laptop, file)).toMatchObject({ records: 0, photos: 1, failures: [] });
    expect(await laptop.vault.sync()).toMatchObject({ accepted: 0, photos: 1, photosLeft: 0 });
    expect(await heldOf(id)).toEqual([hash]);
    // Restored once more, it does not come again.
    expect(await restore(laptop, file)).toMatchObject({ photos: 0 });
  });
});

test('a record of before, with its photo inside, opens and is sent as it was', async () => {
  const photo = samplePhoto();
  const { id } = await enrolWithPhoto(field, {}, photo);
  const session = requireActive(field.context);
  const { plan, laptopTokens } = session.programme;
  const record = await field.vault.openRecord(id);
  const old = RegistrantRecord.parse({ ...record, answers: { ...record.answers, photo } });
  const pairs = namePairsOf(plan, old.answers, laptopTokens.names);
  const { open } = indexRecord(session.programme, old, pairs);
  const { row, item } = await buildRecord(session, old, pairs, open);
  await withStore(field, async (store) => {
    await store.records.put(row);
    await store.items.put(item);
    await store.attachments.clear();
    await store.attachmentItems.clear();
  });
  expect((await field.vault.openRecord(id)).answers['photo']).toEqual(photo);
  expect(await field.vault.sync()).toMatchObject({ accepted: 1, photos: 0 });
  const queue = await world.desk.vault.reviewQueue(0, 200);
  const seen = queue.items.find((entry) => entry.record.id === id)?.record.answers['photo'];
  expect(seen).toEqual(photo);
});

import { FORMAT_VERSION, MIN_READER_VERSION } from '../../renderer/vault/database/format-check.ts';
import { IDBKeyRange } from 'fake-indexeddb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { FieldsealStore } from '../../renderer/vault/database/store.ts';
import { randomBytes, generateSigningSeed } from '../../shared/crypto/index.ts';
import { copyBytes, type Bytes } from '../../shared/encoding/bytes.ts';
import { readReceipt, writeReceipt } from '../../shared/sync/receipt-file.ts';
import { failAtWrite } from './break-writes.ts';
import {
  createWorld,
  enrol,
  makeDraft,
  PASSPHRASE,
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
beforeEach(() => {
  world.field.wire.before = () => undefined;
  world.field.wire.after = (_request, response) => response;
});

/** The laptop's database behind the vault's back. */
async function rawStore(): Promise<FieldsealStore> {
  const { indexedDB, databaseName } = world.field;
  const store = new FieldsealStore(databaseName, { indexedDB, IDBKeyRange });
  return store.open() as unknown as Promise<FieldsealStore>;
}

function flipped(bytes: Bytes, at = bytes.length - 5): Bytes {
  const copy = copyBytes(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

describe('writes that fail', () => {
  test('sealing leaves the draft or the record, never neither, at every write', async () => {
    const { field } = world;
    const draft = await makeDraft(field, { familyName: 'Barakat', nationalId: 'KP-1000001' });
    let failures = 0;
    for (let nth = 1; nth < 40; nth++) {
      const broken = failAtWrite(nth);
      const result = await field.vault.sealDraft(draft.id).then(
        () => 'sealed',
        (error: unknown) => (error as { code: string }).code,
      );
      broken.restore();
      if (result === 'sealed') break;
      failures++;
      expect(result).toBe('vault.storage-full');
      expect((await field.vault.loadDraft(draft.id)).answers['familyName']).toBe('Barakat');
      const query = { by: 'national-id', value: 'KP-1000001' } as const;
      expect(await field.vault.searchRecords(query)).toEqual([]);
    }
    expect(failures).toBeGreaterThanOrEqual(6);
    await expect(field.vault.loadDraft(draft.id)).rejects.toMatchObject({
      code: 'vault.record-unknown',
    });
    expect((await field.vault.openRecord(draft.id)).answers['familyName']).toBe('Barakat');
    const counts = await field.vault.counts();
    expect(counts).toMatchObject({ drafts: 0, byState: { saved: 1 } });
  }, 60_000);

  test('preparing and receiving a batch leave no half', async () => {
    const { field } = world;
    for (let nth = 1; nth < 60; nth++) {
      const broken = failAtWrite(nth);
      const result = await field.vault.sync().then(
        () => 'synced',
        (error: unknown) => (error as { code: string }).code,
      );
      const done = result === 'synced' || !broken.reached();
      broken.restore();
      const store = await rawStore();
      const rows = await store.records.toArray();
      const batches = await store.batches.toArray();
      const inBatch = rows.filter((row) => row.state === 'in-batch').length;
      const waiting = batches.filter((batch) => batch.state === 'waiting');
      expect(inBatch).toBe(waiting.reduce((sum, batch) => sum + batch.records, 0));
      for (const row of rows) expect(row.viewKey === null).toBe(row.state === 'received');
      expect(batches.length).toBeLessThanOrEqual(1);
      store.close();
      if (done) break;
    }
    expect((await field.vault.counts()).byState).toMatchObject({ saved: 0, received: 1 });
  }, 60_000);
});

describe('a server or a net that fails', () => {
  test.each([
    ['no net', () => Promise.reject(new TypeError('fetch failed')), 'sync.offline'],
    [
      'no answer in time',
      () => Promise.reject(new DOMException('timed out', 'TimeoutError')),
      'sync.timeout',
    ],
    ['a captive portal', () => new Response('<html>log in</html>'), 'sync.receipt-tampered'],
    ['an empty answer', () => new Response(''), 'sync.receipt-tampered'],
    ['a broken gateway', () => new Response('oops', { status: 502 }), 'sync.server-nonsense'],
    ['random bytes', () => new Response(randomBytes(300)), 'sync.receipt-tampered'],
  ])('%s: the batch waits and is sent again as it is', async (_name, answer, code) => {
    const { field } = world;
    const recordId = await enrol(field);
    const sent: string[] = [];
    field.wire.before = async (request) => {
      if (!request.url.endsWith('/v1/batches')) return undefined;
      sent.push(Buffer.from(await request.arrayBuffer()).toString('base64'));
      return answer();
    };
    await expect(field.vault.sync()).rejects.toMatchObject({ code });
    await expect(field.vault.sync()).rejects.toMatchObject({ code });
    expect(sent[0]).toBe(sent[1]);
    expect((await field.vault.openRecord(recordId)).id).toBe(recordId);
    field.wire.before = () => undefined;
    expect(await field.vault.sync()).toMatchObject({ batches: 1, accepted: 1 });
  });

  test('a lost receipt is answered again; nothing is held twice', async () => {
    const { field } = world;
    await enrol(field);
    let lost = 0;
    field.wire.after = (request, response) => {
      if (!request.url.endsWith('/v1/batches') || lost > 0) return response;
      lost++;
      throw new TypeError('connection reset');
    };
    await expect(field.vault.sync()).rejects.toMatchObject({ code: 'sync.offline' });
    expect(await field.vault.sync()).toMatchObject({ batches: 1, accepted: 1 });
  });

  test('a receipt changed, of another batch, or signed by another server drops no key', async () => {
    const { field, server } = world;
    const recordId = await enrol(field);
    const { key: foreignKey } = await generateSigningSeed();
    const serverKey = { kid: server.serverKey.kid, publicKey: server.serverKey.publicKey };
    const changes: readonly [(bytes: Bytes) => Promise<Bytes>, string][] = [
      [async (bytes) => flipped(bytes), 'sync.receipt-tampered'],
      [async (bytes) => bytes.slice(0, -10), 'sync.receipt-tampered'],
      [
        async (bytes) => writeReceipt(foreignKey, await readReceipt(bytes, serverKey)),
        'sync.receipt-tampered',
      ],
      [
        async (bytes) => {
          const receipt = await readReceipt(bytes, serverKey);
          return writeReceipt(server.serverKey, { ...receipt, sequence: receipt.sequence + 1 });
        },
        'sync.receipt-not-ours',
      ],
      [
        async (bytes) => {
          const receipt = await readReceipt(bytes, serverKey);
          const items = receipt.items.map((item) => ({ ...item, hash: '0'.repeat(64) }));
          return writeReceipt(server.serverKey, { ...receipt, items });
        },
        'sync.receipt-not-ours',
      ],
    ];
    for (const [change, code] of changes) {
      field.wire.after = async (request, response) => {
        if (!request.url.endsWith('/v1/batches')) return response;
        return new Response(await change(new Uint8Array(await response.arrayBuffer())));
      };
      await expect(field.vault.sync()).rejects.toMatchObject({ code });
      expect((await field.vault.openRecord(recordId)).id).toBe(recordId);
    }
    field.wire.after = (_request, response) => response;
    expect(await field.vault.sync()).toMatchObject({ accepted: 1 });
  });

  test('a decision that no vouched supervisor signed is not taken', async () => {
    const { field, desk } = world;
    const recordId = await enrol(field);
    await field.vault.sync();
    expect(await reviewAll(desk, { verdict: 'approved' })).toBeGreaterThan(0);
    field.wire.after = async (request, response) => {
      if (!request.url.includes('/v1/decisions')) return response;
      const page = (await response.json()) as { decisions: { decision: string }[] };
      const decisions = page.decisions.map((entry) => ({
        ...entry,
        decision: `${entry.decision.slice(0, -6)}AAAAAA`,
      }));
      return Response.json({ ...page, decisions });
    };
    const report = await field.vault.sync();
    expect(report.decisions).toBe(0);
    expect(report.decisionsRefused).toBeGreaterThan(0);
    const { records } = await field.vault.listRecords(null, 200);
    expect(records.find((record) => record.recordId === recordId)?.state).toBe('received');
  });
});

describe('a store that was tampered with', () => {
  test('a flipped bit in a draft, a record or its view key is named, and stops nothing else', async () => {
    const { field } = world;
    const draft = await makeDraft(field, {});
    const good = await enrol(field, { familyName: 'Good' });
    const badItem = await enrol(field, { familyName: 'Baditem' });
    const badKey = await enrol(field, { familyName: 'Badkey' });
    const store = await rawStore();
    const draftRow = await store.drafts.get(draft.id);
    await store.drafts.update(draft.id, { sealed: flipped(draftRow!.sealed) });
    const itemRow = await store.items.get(badItem);
    await store.items.update(badItem, { item: flipped(itemRow!.item, 300) });
    const keyRow = await store.records.get(badKey);
    await store.records.update(badKey, { viewKey: flipped(keyRow!.viewKey!) });
    const damaged = { code: 'vault.record-damaged' };
    await expect(field.vault.loadDraft(draft.id)).rejects.toMatchObject(damaged);
    await expect(field.vault.openRecord(badItem)).rejects.toMatchObject(damaged);
    await expect(field.vault.openRecord(badKey)).rejects.toMatchObject(damaged);
    expect((await field.vault.openRecord(good)).answers['familyName']).toBe('Good');
    expect(await field.vault.listDrafts()).toHaveLength(1);
    expect((await field.vault.listRecords(null, 5)).records).toHaveLength(5);
    await field.vault.discardDraft(draft.id);
    // Put right again, for the batch.
    await store.items.update(badItem, { item: itemRow!.item });
    store.close();
    await field.vault.sync();
  });

  test('a damaged index page does not stop the unlock; own records are indexed again', async () => {
    const { field, enumeratorId } = world;
    const recordId = await enrol(field, { familyName: 'Mansour', givenName: 'Tariq' });
    const store = await rawStore();
    await store.indexPages.toCollection().modify((row) => {
      Object.assign(row, { sealed: flipped(row.sealed) });
    });
    store.close();
    await field.restart();
    await unlock(field, enumeratorId);
    const found = await field.vault.searchRecords({ by: 'name', value: 'Mansur Tarik' });
    expect(found.map((record) => record.recordId)).toEqual([recordId]);
    expect((await field.vault.counts()).unsearchable).toBeGreaterThan(0);
  });

  test('a flipped bit in the slot or the operator keys opens nothing and deletes nothing', async () => {
    const { field, enumeratorId } = world;
    const store = await rawStore();
    const slot = (await store.slots.where({ operatorId: enumeratorId }).first())!;
    const operator = (await store.operators.get(enumeratorId))!;
    await store.slots.update(slot.id, { wrappedVaultKey: flipped(slot.wrappedVaultKey) });
    await expect(unlock(field, enumeratorId)).rejects.toMatchObject({
      code: 'vault.store-damaged',
    });
    await store.slots.put(slot);
    for (const part of ['operatorKeys', 'grantKeys'] as const) {
      await store.operators.update(enumeratorId, { [part]: flipped(operator[part]!) });
      await expect(unlock(field, enumeratorId)).rejects.toMatchObject({
        code: 'vault.store-damaged',
      });
      await store.operators.update(enumeratorId, { [part]: operator[part] });
    }
    store.close();
    await unlock(field, enumeratorId);
  }, 30_000);

  test('a damaged batch is built again before it is sent', async () => {
    const { field } = world;
    await enrol(field);
    field.wire.before = (request) => {
      if (request.url.endsWith('/v1/batches')) throw new TypeError('fetch failed');
      return undefined;
    };
    await expect(field.vault.sync()).rejects.toMatchObject({ code: 'sync.offline' });
    field.wire.before = () => undefined;
    const store = await rawStore();
    const batch = (await store.batches.orderBy('sequence').last())!;
    await store.batches.update(batch.sequence, { bytes: flipped(batch.bytes!) });
    store.close();
    expect(await field.vault.sync()).toMatchObject({ batches: 1, accepted: 2 });
  });

  test('another host share stops sending only', async () => {
    const { field, enumeratorId } = world;
    await field.restart(randomBytes(32));
    await unlock(field, enumeratorId);
    await enrol(field);
    await expect(field.vault.sync()).rejects.toMatchObject({ code: 'vault.host-share-lost' });
    await field.restart();
    await unlock(field, enumeratorId);
    expect(await field.vault.sync()).toMatchObject({ accepted: 1 });
  });

  test('a store of a newer app is refused untouched', async () => {
    const { field } = world;
    const store = await rawStore();
    await store.write('format', { formatVersion: 9, minReaderVersion: 9 });
    store.close();
    await expect(field.restart()).rejects.toMatchObject({ code: 'vault.store-newer' });
    const again = await rawStore();
    expect(await again.read('format')).toEqual({ formatVersion: 9, minReaderVersion: 9 });
    await again.write('format', {
      formatVersion: FORMAT_VERSION,
      minReaderVersion: MIN_READER_VERSION,
    });
    again.close();
    await field.restart();
    await unlock(field, world.enumeratorId);
  });
});

describe('set-up that goes wrong', () => {
  test('a wrong code, a short passphrase, and a lost answer', async () => {
    const { server } = world;
    const laptop = await startLaptop(server.app);
    await expect(
      laptop.vault.claimCode('http://localhost:8440', 'WRONG-CODE-12'),
    ).rejects.toMatchObject({ code: 'provisioning.code-invalid' });
    const { code } = await server.addPerson('enumerator', ['nahr']);
    await laptop.vault.claimCode('http://localhost:8440', code);
    const factor = { tier: 'passphrase-only' } as const;
    await expect(laptop.vault.createOperator(code, 'short', factor)).rejects.toMatchObject({
      code: 'vault.passphrase-too-short',
      details: { minimum: 12, length: 5 },
    });
    laptop.wire.after = (request, response) => {
      if (!request.url.endsWith('/requests')) return response;
      throw new TypeError('connection reset');
    };
    await expect(laptop.vault.createOperator(code, PASSPHRASE, factor)).rejects.toMatchObject({
      code: 'sync.offline',
    });
    laptop.wire.after = (_request, response) => response;
    expect(await laptop.vault.createOperator(code, PASSPHRASE, factor)).toMatchObject({
      state: 'awaiting-approval',
    });
    expect(await laptop.vault.checkGrant()).toEqual({ state: 'pending' });
    await expect(laptop.vault.createDraft('en')).rejects.toMatchObject({
      code: 'provisioning.pending',
    });
  });

  test('a tampered grant or pack is refused, and a rejected request says so', async () => {
    const { server, office } = world;
    const laptop = await startLaptop(server.app);
    await setUp(laptop, (await server.addPerson('enumerator', ['nahr'])).code);
    const words = await laptop.vault.requestWords();
    const waiting = (await office.vault.listRequests()).find(
      (request) => request.words.join() === words.join(),
    );
    await office.vault.approveRequest(waiting?.requestHash ?? '');
    for (const part of ['grant', 'pack']) {
      laptop.wire.after = async (_request, response) => {
        const body = (await response.json()) as Record<string, string>;
        return Response.json({ ...body, [part]: `${(body[part] ?? '').slice(0, -8)}AAAAAAAA` });
      };
      await expect(laptop.vault.checkGrant()).rejects.toMatchObject({
        code: `provisioning.${part}-tampered`,
      });
    }
    await expect(laptop.vault.acceptGrant()).rejects.toMatchObject({
      code: 'provisioning.pending',
    });
    const other = await startLaptop(server.app);
    await setUp(other, (await server.addPerson('enumerator', ['nahr'])).code);
    const otherWords = (await other.vault.requestWords()).join();
    const rejected = (await office.vault.listRequests()).find(
      (request) => request.words.join() === otherWords,
    );
    await office.vault.rejectRequest(rejected?.requestHash ?? '');
    expect(await other.vault.checkGrant()).toEqual({ state: 'rejected' });
  });
});

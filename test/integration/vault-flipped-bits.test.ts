/**
 * Every byte of every stored kind, changed on the disk: what is sealed or signed is found out by a coded error, nothing
 * else is lost, and the rest still works.
 */
import { IDBKeyRange } from 'fake-indexeddb';
import type { Table } from 'dexie';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FieldsealStore } from '../../renderer/vault/database/store.ts';
import { copyBytes, type Bytes } from '../../shared/encoding/bytes.ts';
import { ERROR_CODES } from '../../shared/errors/error-codes.ts';
import { createWorld, enrol, makeDraft, reviewAll, unlock, type World } from './world.ts';

let world: World;
let store: FieldsealStore;
let draftId: string;
let savedId: string;
let returnedId: string;

beforeAll(async () => {
  world = await createWorld();
  const { field, desk } = world;
  returnedId = await enrol(field, { familyName: 'Returned' });
  await field.vault.sync();
  await reviewAll(desk, { verdict: 'returned', reason: 'Please ask again.' });
  await field.vault.sync();
  savedId = await enrol(field, { familyName: 'Saved', nationalId: 'KP-7000001' });
  draftId = (await makeDraft(field, { familyName: 'Draft' })).id;
  const { indexedDB, databaseName } = field;
  store = new FieldsealStore(databaseName, { indexedDB, IDBKeyRange });
  await store.open();
}, 90_000);
afterAll(async () => {
  store.close();
  await world.server.close();
}, 30_000);

/** Places that stand for every class of byte: heads with version, algorithm and lengths one by one, then samples. */
function placesIn(bytes: Bytes): readonly number[] {
  const HEAD = 64;
  const TAIL = 24;
  const SAMPLES = 40;
  const places = new Set<number>();
  for (let at = 0; at < Math.min(HEAD, bytes.length); at++) places.add(at);
  for (let at = Math.max(0, bytes.length - TAIL); at < bytes.length; at++) places.add(at);
  const step = Math.max(1, Math.floor(bytes.length / SAMPLES));
  for (let at = 0; at < bytes.length; at += step) places.add(at);
  return [...places];
}

function flipped(bytes: Bytes, at: number): Bytes {
  const copy = copyBytes(bytes);
  copy[at] = (copy[at] ?? 0) ^ (1 << (at % 8));
  return copy;
}

async function codeOf(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
    return 'opened';
  } catch (error) {
    return String((error as { readonly code?: unknown }).code);
  }
}

/** Flips a bit at each place of one field, and answers the codes that came. The row is put back after each. */
async function flipEverywhere(
  table: Table<never, never>,
  key: string,
  field: string,
  work: () => Promise<unknown>,
): Promise<ReadonlySet<string>> {
  const rows = table as unknown as Table<Record<string, unknown>, string>;
  const row = await rows.get(key);
  const bytes = row?.[field];
  if (row === undefined || !(bytes instanceof Uint8Array)) throw new Error(`no bytes in ${field}`);
  const codes = new Set<string>();
  for (const at of placesIn(copyBytes(bytes))) {
    await rows.put({ ...row, [field]: flipped(copyBytes(bytes), at) });
    codes.add(await codeOf(work));
  }
  await rows.put(row);
  expect(await codeOf(work), 'the row put back opens').toBe('opened');
  return codes;
}

const ours = (codes: ReadonlySet<string>): readonly string[] =>
  [...codes].filter((code) => !Object.hasOwn(ERROR_CODES, code));

describe('a flipped bit', () => {
  test('in a draft', async () => {
    const codes = await flipEverywhere(store.drafts as never, draftId, 'sealed', () =>
      world.field.vault.loadDraft(draftId),
    );
    expect([...codes]).toEqual(['vault.record-damaged']);
  }, 60_000);

  test('in the key of a record', async () => {
    const codes = await flipEverywhere(store.records as never, savedId, 'viewKey', () =>
      world.field.vault.openRecord(savedId),
    );
    expect([...codes]).toEqual(['vault.record-damaged']);
  }, 60_000);

  test('in a slot', async () => {
    const { field, enumeratorId } = world;
    const slot = (await store.slots.where({ operatorId: enumeratorId }).first())!;
    // Each attempt stretches the passphrase: a few places only.
    for (const part of ['wrappedVaultKey', 'salt'] as const) {
      for (const at of [0, slot[part].length - 1]) {
        await store.slots.put({ ...slot, [part]: flipped(slot[part], at) });
        expect(await codeOf(() => unlock(field, enumeratorId))).toMatch(
          /^vault\.(store-damaged|passphrase-wrong)$/u,
        );
      }
    }
    await store.slots.put(slot);
    await unlock(field, enumeratorId);
  }, 60_000);

  test('in the mark that tells a damaged slot from a wrong passphrase: who has the passphrase gets in', async () => {
    const { field, enumeratorId } = world;
    const slot = (await store.slots.where({ operatorId: enumeratorId }).first())!;
    for (const at of [0, 11, 12, slot.keyCheck.length - 1]) {
      await store.slots.put({ ...slot, keyCheck: flipped(slot.keyCheck, at) });
      expect(
        await codeOf(() =>
          field.vault.unlock(enumeratorId, 'not the passphrase', { tier: 'passphrase-only' }),
        ),
      ).toBe('vault.passphrase-wrong');
      await unlock(field, enumeratorId);
    }
    await store.slots.put(slot);
    await unlock(field, enumeratorId);
  }, 60_000);

  test('in a returned record’s key and reason', async () => {
    const { vault } = world.field;
    const row = (await store.records.get(returnedId))!;
    const returned = row.returned!;
    const { enc, ct } = returned.recordKey;
    const codes = { key: new Set<string>(), reason: new Set<string>() };
    for (const part of ['enc', 'ct'] as const) {
      for (const at of placesIn(part === 'enc' ? enc : ct)) {
        const recordKey = {
          ...returned.recordKey,
          [part]: flipped(copyBytes(returned.recordKey[part]), at),
        };
        await store.records.put({ ...row, returned: { ...returned, recordKey } });
        codes.key.add(await codeOf(() => vault.openRecord(returnedId)));
        codes.key.add(await codeOf(() => vault.correctRecord(returnedId)));
        codes.key.add(await codeOf(() => vault.returnReason(returnedId)));
      }
    }
    for (const at of placesIn(returned.sealedReason)) {
      const sealedReason = flipped(returned.sealedReason, at);
      await store.records.put({ ...row, returned: { ...returned, sealedReason } });
      codes.reason.add(await codeOf(() => vault.returnReason(returnedId)));
      // The record itself opens as before.
      expect(await codeOf(() => vault.openRecord(returnedId))).toBe('opened');
    }
    await store.records.put(row);
    expect([...codes.key]).toEqual(['vault.record-damaged']);
    expect([...codes.reason]).toEqual(['vault.record-damaged']);
    expect(await vault.returnReason(returnedId)).toBe('Please ask again.');
  }, 60_000);

  test('in what wraps the laptop’s key, or in the key: nothing is sent, everything else works', async () => {
    const { field, enumeratorId } = world;
    const secret = (await store.read('local-secret'))!;
    const device = (await store.read('device'))!;
    const harms = [
      ...[0, secret.length - 1].map((at) => () => store.write('local-secret', flipped(secret, at))),
      ...placesIn(device.wrappedSeed).map(
        (at) => () =>
          store.write('device', { ...device, wrappedSeed: flipped(device.wrappedSeed, at) }),
      ),
    ];
    for (const harm of harms) {
      await harm();
      await field.restart();
      expect(await codeOf(() => field.vault.sync())).toBe('vault.host-share-lost');
      await store.write('local-secret', secret);
      await store.write('device', device);
    }
    await harms[0]!();
    await field.restart();
    await unlock(field, enumeratorId);
    expect(await codeOf(() => field.vault.openRecord(savedId))).toBe('opened');
    await store.write('local-secret', secret);
    await field.restart();
    await unlock(field, enumeratorId);
    expect(await codeOf(() => field.vault.listBatches())).toBe('opened');
  }, 60_000);

  test('in the operator’s and the grant’s keys', async () => {
    const { field, enumeratorId } = world;
    const operator = (await store.operators.get(enumeratorId))!;
    for (const part of ['operatorKeys', 'grantKeys'] as const) {
      const bytes = operator[part]!;
      for (const at of [0, 2, 9, 20, Math.floor(bytes.length / 2), bytes.length - 1]) {
        await store.operators.update(enumeratorId, { [part]: flipped(bytes, at) });
        expect(await codeOf(() => unlock(field, enumeratorId))).toBe('vault.store-damaged');
      }
      await store.operators.update(enumeratorId, { [part]: bytes });
    }
    await unlock(field, enumeratorId);
  }, 60_000);

  test('in the programme’s signed pack', async () => {
    const { field, enumeratorId } = world;
    const row = (await store.meta.get('programme'))!;
    const programme = (await store.read('programme'))!;
    for (const at of placesIn(programme.pack).filter((_place, index) => index % 8 === 0)) {
      await store.write('programme', { ...programme, pack: flipped(programme.pack, at) });
      expect(await codeOf(() => unlock(field, enumeratorId))).toBe('provisioning.pack-tampered');
    }
    await store.meta.put(row);
    await unlock(field, enumeratorId);
  }, 60_000);

  test('in every index page: the unlock goes on, own records are indexed again', async () => {
    const { field, enumeratorId } = world;
    const pages = await store.indexPages.toArray();
    const [first] = pages;
    const bytes = copyBytes(first!.sealed);
    for (const at of [0, 3, 10, 30, Math.floor(bytes.length / 2), bytes.length - 1]) {
      await store.indexPages.clear();
      await store.indexPages.bulkAdd(
        pages.map((page) => ({ ...page, sealed: flipped(copyBytes(page.sealed), at) })),
      );
      await unlock(field, enumeratorId);
      const found = await field.vault.searchRecords({ by: 'name', value: 'Saved' });
      expect(found.map((record) => record.recordId)).toContain(savedId);
    }
  }, 60_000);

  test('in the item of a record: every sealed byte is found out', async () => {
    const { field } = world;
    const codes = await flipEverywhere(store.items as never, savedId, 'item', () =>
      field.vault.openRecord(savedId),
    );
    // The item also carries what only its receivers use: their wrapped keys, tokens, the signature. Those are judged
    // by the signature, there; what this laptop reads is judged here.
    expect(ours(codes).filter((code) => code !== 'opened')).toEqual([]);
    expect(codes).toContain('vault.record-damaged');
  }, 60_000);
});

describe('an item', () => {
  test('that is missing is a damaged record; lists and the others go on', async () => {
    const { vault } = world.field;
    for (const id of [savedId, returnedId]) {
      const row = (await store.items.get(id))!;
      await store.items.delete(id);
      expect(await codeOf(() => vault.openRecord(id))).toBe('vault.record-damaged');
      expect((await vault.listRecords(null, 50)).records.map((record) => record.recordId)).toEqual([
        savedId,
        returnedId,
      ]);
      await store.items.put(row);
      expect(await codeOf(() => vault.openRecord(id))).toBe('opened');
    }
    const row = (await store.items.get(returnedId))!;
    await store.items.delete(returnedId);
    expect(await codeOf(() => vault.correctRecord(returnedId))).toBe('vault.record-damaged');
    expect(await codeOf(() => vault.returnReason(returnedId))).toBe('vault.record-damaged');
    await store.items.put(row);
    expect(await codeOf(() => vault.returnReason(returnedId))).toBe('opened');
  });

  test('of another record opens nothing', async () => {
    const saved = (await store.items.get(savedId))!;
    const { item } = (await store.items.get(returnedId))!;
    await store.items.put({ recordId: savedId, item });
    expect(await codeOf(() => world.field.vault.openRecord(savedId))).toBe('vault.record-damaged');
    await store.items.put(saved);
  });
});

describe('a plain field that was changed', () => {
  const others: readonly [string, object][] = [
    ['another version', { version: 7 }],
    ['another operator', { operatorId: 'op-other' }],
    ['another record id', { recordId: 'ffffffff-0000-4000-8000-000000000000' }],
  ];
  test.each(others)('%s opens nothing', async (_name, change) => {
    const row = (await store.records.get(savedId))!;
    const item = (await store.items.get(savedId))!;
    const changed = { ...row, ...change };
    await store.records.delete(savedId);
    await store.records.put(changed);
    await store.items.put({ ...item, recordId: changed.recordId });
    const code = await codeOf(() => world.field.vault.openRecord(changed.recordId));
    await store.records.delete(changed.recordId);
    await store.items.delete(changed.recordId);
    await store.records.put(row);
    await store.items.put(item);
    expect(code).toMatch(/^vault\.record-(damaged|sealed)$/u);
  });

  test('state, area, time and number of a row never open what is sealed, and never change a record', async () => {
    const row = (await store.records.get(savedId))!;
    for (const change of [
      { state: 'approved' as const },
      { areaId: 'elsewhere' },
      { savedAt: '2000-01-01T00:00:00.000Z' },
      { registrationNumber: 'XXXX-000001' },
    ]) {
      await store.records.put({ ...row, ...change });
      const record = await world.field.vault.openRecord(savedId);
      expect(record).toMatchObject({
        areaId: row.areaId,
        savedAt: row.savedAt,
        registrationNumber: row.registrationNumber,
      });
    }
    await store.records.put(row);
  });

  test('a draft handed to another id or operator opens nothing', async () => {
    const row = (await store.drafts.get(draftId))!;
    await store.drafts.put({ ...row, id: returnedId });
    expect(await codeOf(() => world.field.vault.loadDraft(returnedId))).toBe(
      'vault.record-damaged',
    );
    await store.drafts.delete(returnedId);
    await store.drafts.put({ ...row, operatorId: 'op-other' });
    expect(await codeOf(() => world.field.vault.loadDraft(draftId))).toBe('vault.record-unknown');
    await store.drafts.put(row);
    expect((await world.field.vault.loadDraft(draftId)).answers['familyName']).toBe('Draft');
  });
});

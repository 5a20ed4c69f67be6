/** What an import saved is encrypted, found and readable before its items for delivery are made, and loses nothing then. */
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { DraftContent } from '../../renderer/vault/drafts/draft-content.ts';
import { fileIntake } from '../../renderer/vault/intake/file-intake.ts';
import { sealMany } from '../../renderer/vault/records/seal-many.ts';
import type { VaultApi } from '../../renderer/vault/vault-api.ts';
import {
  requireActive,
  requireStore,
  type VaultContext,
} from '../../renderer/vault/vault-context.ts';
import { randomBytes } from '../../shared/crypto/index.ts';
import { enrolmentOf, samplePeople } from '../bench/page/sample-people.ts';
import { failAtWrite } from './break-writes.ts';
import { addLaptop } from './open-window.ts';
import { attachedIn } from './photo-steps.ts';
import { approve, createWorld, setUp, unlock } from './world.ts';
import type { Laptop, World } from './world.ts';

const MANY = 16;

let world: World;
let laptop: Laptop;
let vault: VaultApi;
let context: VaultContext;
let operatorId: string;
let people: readonly DraftContent[];

beforeAll(async () => {
  world = await createWorld();
}, 90_000);
afterAll(async () => {
  await world.server.close();
}, 30_000);
beforeEach(async () => {
  ({ laptop, operatorId } = await addLaptop(world));
  ({ vault, context } = laptop);
  const { enrolmentAreaIds, notice } = await vault.programme();
  people = samplePeople(1, MANY).map((person) =>
    enrolmentOf(person, enrolmentAreaIds[0] ?? '', notice.version),
  );
  await sealMany(context, people);
  expect(await requireStore(context).records.count()).toBe(0);
}, 30_000);

const answerOf = (person: DraftContent | undefined, field: string): string => {
  const value = person?.draft.answers[field];
  if (typeof value !== 'string') throw new Error(`no ${field}`);
  return value;
};

const file = (): Promise<number> => fileIntake(context, requireActive(context));

/** Everybody once, with the name that was given, in lists, searches and by opening. */
async function expectEverybody(): Promise<void> {
  const { records, next } = await vault.listRecords(null, MANY);
  expect(next).toBeNull();
  expect(records.map((record) => record.recordId)).toEqual(
    people.map(({ draft }) => draft.id).toReversed(),
  );
  expect(records.map((record) => record.registrationNumber)).toEqual(
    records
      .map((record) => record.registrationNumber)
      .toSorted()
      .toReversed(),
  );
  expect(new Set(records.map((record) => record.registrationNumber)).size).toBe(MANY);
  for (const person of people) {
    const record = await vault.openRecord(person.draft.id);
    expect(record.answers).toMatchObject({ familyName: answerOf(person, 'familyName') });
    const shown = records.find(({ recordId }) => recordId === person.draft.id);
    expect(shown?.displayName).toContain(answerOf(person, 'familyName'));
  }
  expect((await vault.counts()).byState.saved).toBe(MANY);
}

describe('the intake', () => {
  test('is listed page by page, searched, opened and compared like rows', async () => {
    await expectEverybody();
    const [first] = people;
    const nationalId = answerOf(first, 'nationalId');
    const phone = answerOf(first, 'phone');
    for (const query of [
      { by: 'national-id', value: nationalId },
      { by: 'phone-last-four', value: phone.slice(-4) },
      { by: 'phone-last-four', value: phone },
      { by: 'name', value: answerOf(first, 'givenName') },
    ] as const) {
      const found = await vault.searchRecords(query);
      expect(found.map((record) => record.recordId)).toContain(first?.draft.id);
    }
    const [hit] = await vault.findDuplicates(crypto.randomUUID(), first?.draft.answers ?? {});
    expect(hit).toMatchObject({ record: { recordId: first?.draft.id }, score: 1 });
    expect(hit?.by).toContain('national-id');
    expect(hit?.explanation).not.toBeNull();
    const page = await vault.listRecords(null, 10);
    const rest = await vault.listRecords(page.next, 10);
    expect(rest.records[0]?.recordId).toBe(people.at(-11)?.draft.id);
  });

  test('holds nothing in the clear', async () => {
    const store = requireStore(context);
    const [page] = await store.intake.toArray();
    const [indexPage] = await store.indexPages.toArray();
    if (page === undefined || indexPage === undefined) throw new Error('no page');
    const { sealed, ...open } = page;
    const bytes = [sealed, indexPage.sealed].map((each) => Buffer.from(each).toString('latin1'));
    const raw = [...bytes, JSON.stringify(open)].join();
    // What must be there is found by the same search: the name of the key, and a number that stands open.
    expect(raw).toContain(`store/${operatorId}`);
    expect(raw).toContain(page.heads[0]?.registrationNumber);
    for (const person of people) {
      for (const field of ['nationalId', 'phone', 'givenName']) {
        expect(raw).not.toContain(answerOf(person, field));
      }
      expect(raw).not.toContain(`"${answerOf(person, 'familyName')}"`);
    }
  });

  test('shows another operator that a match is there, and nothing of it', async () => {
    const { code } = await world.server.addPerson('enumerator', ['nahr']);
    const other = await setUp(laptop, code);
    await approve(world.office, laptop);
    await unlock(laptop, other);
    const [first] = people;
    const [hit] = await vault.findDuplicates(crypto.randomUUID(), first?.draft.answers ?? {});
    expect(hit).toMatchObject({ record: { own: false, displayName: null }, explanation: null });
    await expect(vault.openRecord(first?.draft.id ?? '')).rejects.toMatchObject({
      code: 'vault.record-sealed',
    });
    expect(await file()).toBe(0);
    expect(await requireStore(context).records.count()).toBe(0);
    await unlock(laptop, operatorId);
    await expectEverybody();
  });

  test('is filed once, whoever files: afterwards everybody stands in a row and is delivered', async () => {
    expect(await Promise.all([file(), file()])).toEqual([0, 0]);
    await expectEverybody();
    expect(await requireStore(context).intake.count()).toBe(0);
    expect(await vault.sync()).toMatchObject({ accepted: MANY, refused: 0 });
  });

  test('is filed by a sync that is asked for before', async () => {
    expect(await vault.sync()).toMatchObject({ accepted: MANY, refused: 0 });
    expect((await vault.counts()).byState.received).toBe(MANY);
  });

  test('waits under a lock, and is there at the next unlock', async () => {
    await vault.lock();
    expect(await vault.sync()).toMatchObject({ accepted: 0 });
    await unlock(laptop, operatorId);
    await expectEverybody();
    expect(await file()).toBe(0);
    await expectEverybody();
  });

  test('loses and doubles nobody, whichever write of the filing fails', async () => {
    for (let nth = 1; ; nth++) {
      const broken = failAtWrite(nth);
      const left = await file().catch(() => null);
      broken.restore();
      await vault.lock();
      await unlock(laptop, operatorId);
      await expectEverybody();
      if (left === 0) break;
    }
    expect(await vault.sync()).toMatchObject({ accepted: MANY });
  }, 60_000);

  test('is sealed under renewed keys too, and the old ones are then retired', async () => {
    const [before] = await requireStore(context).intake.toArray();
    await vault.renewKeys();
    const [after] = await requireStore(context).intake.toArray();
    expect(after?.sealed).not.toEqual(before?.sealed);
    expect((await vault.keyOverview()).retired).toBeGreaterThan(0);
    await vault.destroyRetiredKeys();
    await expectEverybody();
    expect(await file()).toBe(0);
    await expectEverybody();
  });

  test('a damaged page holds up nothing, and is called damaged', async () => {
    const store = requireStore(context);
    const [page] = await store.intake.toArray();
    if (page === undefined) throw new Error('no page');
    const sealed = page.sealed.slice();
    sealed[sealed.length - 1] = (sealed.at(-1) ?? 0) ^ 1;
    await store.intake.update(page.id, { sealed });
    expect(await vault.sync()).toMatchObject({ accepted: 0 });
    expect(await file()).toBe(MANY);
    const { records } = await vault.listRecords(null, 5);
    expect(records).toHaveLength(5);
    expect(records[0]).toMatchObject({ displayName: null });
    await expect(vault.openRecord(people[0]?.draft.id ?? '')).rejects.toMatchObject({
      code: 'vault.record-damaged',
    });
    await store.intake.update(page.id, { sealed: page.sealed });
    expect(await vault.sync()).toMatchObject({ accepted: MANY });
  });

  test('keeps a photograph byte for byte', async () => {
    const { enrolmentAreaIds, notice } = await vault.programme();
    const [person] = samplePeople(2, 1);
    if (person === undefined) throw new Error('no person');
    const content = enrolmentOf(person, enrolmentAreaIds[0] ?? '', notice.version);
    const photo = { mediaType: 'image/jpeg', bytes: randomBytes(5000) };
    const { draft } = content;
    const answers = { ...draft.consent.answers, 'identity-photo': 'given' as const };
    await sealMany(context, [
      {
        ...content,
        draft: {
          ...draft,
          consent: { ...draft.consent, answers },
          answers: { ...draft.answers, photo },
        },
      },
    ]);
    expect((await vault.openRecord(person.id)).answers['photo']).toEqual(photo);
    await file();
    const attached = attachedIn(await vault.openRecord(person.id));
    expect(await vault.loadPhoto(person.id, attached)).toEqual({ state: 'here', ...photo });
  });

  test('finds out every changed byte', async () => {
    const store = requireStore(context);
    const [page] = await store.intake.toArray();
    if (page === undefined) throw new Error('no page');
    const { length } = page.sealed;
    const places = [...Array(64).keys(), 1000, Math.floor(length / 2), length - 17, length - 1];
    for (const at of places) {
      const sealed = page.sealed.slice();
      sealed[at] = (sealed[at] ?? 0) ^ (1 << (at % 8));
      await store.intake.update(page.id, { sealed });
      await expect(vault.openRecord(people[3]?.draft.id ?? '')).rejects.toMatchObject({
        code: 'vault.record-damaged',
      });
    }
    // Nor does a page of its operator take another's place.
    await store.intake.delete(page.id);
    await store.intake.add({ ...page, id: crypto.randomUUID() });
    await vault.lock();
    await unlock(laptop, operatorId);
    await expect(vault.openRecord(people[3]?.draft.id ?? '')).rejects.toMatchObject({
      code: 'vault.record-damaged',
    });
  });

  test('renewing keys counts its people, and ends at their number', async () => {
    const told: (readonly [done: number, total: number])[] = [];
    await vault.subscribe((event) => {
      if (event.type === 'keys-changed' && event.renewal !== null) {
        told.push([event.renewal.done, event.renewal.total]);
      }
    });
    await vault.renewKeys();
    const [done, total] = told.at(-1) ?? [0, 0];
    // The operator's own keys are the last piece, which ends the work.
    expect([done, total]).toEqual([MANY, MANY + 1]);
  });

  test('holds up no sync where it can’t be filed', async () => {
    await file();
    const [person] = samplePeople(3, 1);
    const { enrolmentAreaIds, notice } = await vault.programme();
    if (person === undefined) throw new Error('no person');
    await sealMany(context, [enrolmentOf(person, enrolmentAreaIds[0] ?? '', notice.version)]);
    const broken = vi
      .spyOn(requireStore(context).intake, 'delete')
      .mockRejectedValue(new DOMException('no room', 'QuotaExceededError'));
    expect(await vault.sync()).toMatchObject({ accepted: MANY });
    broken.mockRestore();
    expect(await vault.sync()).toMatchObject({ accepted: 1 });
  });

  test('refuses what could never be delivered before anything is saved', async () => {
    const [person] = samplePeople(4, 1);
    const { enrolmentAreaIds, notice } = await vault.programme();
    if (person === undefined) throw new Error('no person');
    const content = enrolmentOf(person, enrolmentAreaIds[0] ?? '', notice.version);
    const consent = { ...content.draft.consent, witness: 'w'.repeat(201) };
    await expect(
      sealMany(context, [{ ...content, draft: { ...content.draft, consent } }]),
    ).rejects.toThrow();
    expect((await vault.counts()).byState.saved).toBe(MANY);
  });

  test('goes into a backup', async () => {
    const { total } = await vault.beginBackup('a passphrase for the backup');
    expect(total).toBe(MANY);
  });
});

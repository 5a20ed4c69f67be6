import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { peekUnverified } from '../../shared/crypto/index.ts';
import { RegistrantItem } from '../../shared/sync/registrant-item.ts';
import { withStore } from './open-window.ts';
import {
  approve,
  createWorld,
  enrol,
  makeDraft,
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

describe('no consent, no record', () => {
  test('a missing answer, a refused purpose, and no method are each refused', async () => {
    const { vault } = world.field;
    const draft = await makeDraft(world.field, {});
    const cases = [
      [{ answers: { registration: 'given' } }, 'consent.missing'],
      [
        {
          answers: { registration: 'refused', contact: 'given', 'identity-photo': 'given' },
        },
        'consent.refused',
      ],
      [{ method: null }, 'consent.missing'],
      [{ method: 'signature' }, 'consent.missing'],
      [{ method: 'verbal-witnessed' }, 'consent.missing'],
      [{ noticeLanguage: 'xx' }, 'consent.missing'],
    ] as const;
    for (const [change, code] of cases) {
      await vault.saveDraft({ ...draft, consent: { ...draft.consent, ...change } });
      await expect(vault.sealDraft(draft.id)).rejects.toMatchObject({ code });
    }
    expect((await vault.listRecords(null, 10)).records).toEqual([]);
    await vault.discardDraft(draft.id);
  });

  test('answers under a refused purpose are not sealed to anyone', async () => {
    const { vault } = world.field;
    const draft = await makeDraft(world.field, { phone: '0611 222 333' });
    await vault.saveDraft({
      ...draft,
      consent: {
        ...draft.consent,
        answers: { registration: 'given', contact: 'refused', 'identity-photo': 'refused' },
      },
    });
    await vault.sealDraft(draft.id);
    const record = await vault.openRecord(draft.id);
    expect(Object.keys(record.answers)).not.toContain('phone');
    expect(record.consent).toMatchObject({ status: 'given', registrantId: draft.id });
    expect(await vault.searchRecords({ by: 'phone-last-four', value: '2333' })).toEqual([]);
  });

  test('form problems name the fields', async () => {
    const { vault } = world.field;
    const draft = await makeDraft(world.field, { familyName: ' ', nationalId: 'no such id' });
    await expect(vault.sealDraft(draft.id)).rejects.toMatchObject({
      code: 'form.invalid',
      details: { fields: 'familyName, nationalId' },
    });
    await vault.discardDraft(draft.id);
  });
});

describe('drafts and pages', () => {
  test('a late save does not bring back a sealed draft', async () => {
    const draft = await makeDraft(world.field, {});
    await world.field.vault.sealDraft(draft.id);
    await expect(world.field.vault.saveDraft(draft)).rejects.toMatchObject({
      code: 'vault.record-unknown',
    });
  });

  test('another operator sees neither draft nor name', async () => {
    const { field, office, server, enumeratorId } = world;
    const draft = await makeDraft(field, {});
    await setUp(field, (await server.addPerson('enumerator', ['nahr'])).code);
    await approve(office, field);
    expect(await field.vault.listDrafts()).toEqual([]);
    await expect(field.vault.loadDraft(draft.id)).rejects.toMatchObject({
      code: 'vault.record-unknown',
    });
    const { records } = await field.vault.listRecords(null, 50);
    expect(records.length).toBeGreaterThan(0);
    expect(records.every((record) => !record.own && record.displayName === null)).toBe(true);
    await unlock(field, enumeratorId);
    expect((await field.vault.listDrafts()).map((item) => item.id)).toEqual([draft.id]);
    await field.vault.discardDraft(draft.id);
  }, 30_000);

  test('pages are newest first and complete; numbers run on', async () => {
    const { vault } = world.field;
    for (let count = 0; count < 5; count++) await enrol(world.field);
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page = await vault.listRecords(after, 2);
      seen.push(...page.records.map((record) => record.registrationNumber));
      after = page.next;
    } while (after !== null);
    expect(seen).toEqual([...seen].sort().reverse());
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen[0]).toMatch(/^[A-Z0-9]{4}-\d{6}$/u);
  });

  test('a supervisor cannot enrol, an enumerator cannot review or approve', async () => {
    const forbidden = { code: 'server.forbidden' };
    await expect(world.desk.vault.createDraft('en')).rejects.toMatchObject(forbidden);
    await expect(world.field.vault.reviewQueue(0, 10)).rejects.toMatchObject(forbidden);
    await expect(world.field.vault.listRequests()).rejects.toMatchObject(forbidden);
  });
});

test('every item carries as many tokens, whatever the name', async () => {
  const laptop = await startLaptop(world.server.app);
  await setUp(laptop, (await world.server.addPerson('enumerator', ['nahr'])).code);
  await approve(world.office, laptop);
  const names = [
    ['Haddad', 'Layla'],
    ['ወልደ', 'ተስፋዬ'],
    ['Schwarz Jimenez Thomas', 'Xavier Cesar Philippe'],
  ] as const;
  for (const [familyName, givenName] of names) await enrol(laptop, { familyName, givenName });
  const items = await withStore(laptop, (store) => store.items.toArray());
  const counts = items.map(
    ({ item }) => RegistrantItem.parse(peekUnverified(item).payload).tokens.length,
  );
  expect(counts).toHaveLength(names.length);
  expect(new Set(counts).size).toBe(1);
}, 60_000);

test('300 records are enrolled one by one, sent, and found after a restart', async () => {
  const { field, enumeratorId } = world;
  const start = performance.now();
  for (let count = 0; count < 300; count++) {
    const draft = await makeDraft(field, { nationalId: `ZZ-${String(2_000_000 + count)}` });
    await field.vault.findDuplicates(draft.id, draft.answers);
    await field.vault.sealDraft(draft.id);
  }
  const perRecord = (performance.now() - start) / 300;
  const report = await field.vault.sync();
  expect(report).toMatchObject({ batches: 4, refused: 0 });
  await field.restart();
  await unlock(field, enumeratorId);
  const hits = await field.vault.searchRecords({ by: 'national-id', value: 'ZZ-2000123' });
  expect(hits).toHaveLength(1);
  expect(await field.vault.searchRecords({ by: 'name', value: 'Hadad Laila' })).toHaveLength(200);
  console.log(`enrolled at ${perRecord.toFixed(1)} ms a record`);
}, 120_000);

test('the length of a draft on the disk does not tell names apart', async () => {
  const { vault, context } = world.field;
  const lengths = new Set<number | undefined>();
  for (const familyName of ['Li', 'Abdurrahmanbekov', 'Featherstonehaugh-Montgomery']) {
    const draft = await makeDraft(world.field, { familyName });
    expect((await vault.loadDraft(draft.id)).answers['familyName']).toBe(familyName);
    lengths.add((await context.store?.drafts.get(draft.id))?.sealed.length);
  }
  expect(lengths.size).toBe(1);
});

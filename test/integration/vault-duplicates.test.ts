import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DuplicateHit } from '../../renderer/vault/vault-api.ts';
import type { Answers } from '../../shared/forms/form-definition.ts';
import { createWorld, enrol, makeDraft, type World } from './world.ts';

let world: World;
let original: string;
beforeAll(async () => {
  world = await createWorld();
  original = await enrol(world.field, {
    familyName: 'Коваленко',
    givenName: 'Ирина',
    birthDate: { precision: 'day', value: '1981-11-03' },
    phone: '+963 11 555 0142',
  });
}, 60_000);
afterAll(async () => {
  await world.server.close();
}, 30_000);

async function duplicatesOf(answers: Answers): Promise<readonly DuplicateHit[]> {
  const draft = await makeDraft(world.field, answers);
  const hits = await world.field.vault.findDuplicates(draft.id, draft.answers);
  await world.field.vault.discardDraft(draft.id);
  return hits;
}

const SAME: Answers = {
  familyName: 'Kovalenko',
  givenName: 'Irina',
  birthDate: { precision: 'day', value: '1981-11-03' },
  phone: '+963 11 555 0142',
};

describe('duplicates at entry', () => {
  test.each<readonly [string, Answers, readonly string[]]>([
    ['another script', {}, ['family-name-spelling', 'given-name-spelling', 'birth-date-same']],
    [
      'swapped names and a letter left out',
      { familyName: 'Irina', givenName: 'Kovalnko' },
      ['names-swapped', 'birth-date-same'],
    ],
    [
      'one wrong digit of the birth date',
      { birthDate: { precision: 'day', value: '1982-11-03' } },
      ['birth-date-one-digit'],
    ],
    [
      'day and month swapped',
      { birthDate: { precision: 'day', value: '1981-03-11' } },
      ['birth-date-day-month-swapped'],
    ],
    [
      'the year only',
      { birthDate: { precision: 'year', value: '1981' } },
      ['birth-date-less-exact'],
    ],
  ])('finds and explains %s', async (_name, change, codes) => {
    const [hit] = await duplicatesOf({ ...SAME, ...change });
    expect(hit?.record.recordId).toBe(original);
    expect(hit?.record.displayName).toBe('Коваленко Ирина');
    const found = hit?.explanation?.map(({ code }) => code);
    for (const code of codes) expect(found).toContain(code);
  });

  test('lets a sister with the same telephone and a stranger be', async () => {
    const sister: Answers = {
      ...SAME,
      givenName: 'Oksana',
      birthDate: { precision: 'day', value: '1986-05-27' },
    };
    expect(await duplicatesOf(sister)).toEqual([]);
    expect(await duplicatesOf({ familyName: 'Diallo', givenName: 'Amadou' })).toEqual([]);
  });

  test('a delivered record is still found, and says no more than that it is there', async () => {
    await world.field.vault.sync();
    const [hit] = await duplicatesOf({ ...SAME, givenName: 'Iryna' });
    expect(hit).toMatchObject({ record: { recordId: original, displayName: null } });
    expect(hit?.explanation).toBeNull();
    expect(hit?.score).toBeGreaterThan(0.8);
  });
});

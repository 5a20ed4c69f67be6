import { afterAll, beforeAll, expect, test } from 'vitest';
import { undated } from '../../shared/domain/assignment.ts';
import {
  approve,
  createWorld,
  enrol,
  setUp,
  startLaptop,
  type Laptop,
  type World,
} from './world.ts';

const TIMEOUT_MS = 120_000;
const NAME = { en: 'Checker', ar: 'مدقق' };
const CHECKING = ['record.review', 'decision.write', 'programme.read'] as const;

let world: World;
beforeAll(async () => {
  world = await createWorld();
}, TIMEOUT_MS);
afterAll(async () => {
  await world.server.close();
});

async function names(laptop: Laptop): Promise<readonly unknown[]> {
  const { items } = await laptop.vault.reviewQueue(0, 50);
  return items.map(({ record }) => record.answers['familyName']).toSorted();
}

test(
  'a role of the programme’s own is made, given and used, changed under its people, and removed when nobody has it',
  async () => {
    const { office, field } = world;
    const id = await office.vault.saveRole(null, { name: NAME, actions: CHECKING });
    expect((await office.vault.programme()).roles).toEqual([
      { id, name: NAME, actions: [...CHECKING] },
    ]);
    const { code } = await office.vault.addPerson('op-rana', 'Rana', [undated(id, ['nahr'])]);
    const rana = await startLaptop(world.server.app);
    await setUp(rana, code);
    await approve(office, rana);
    await enrol(field, { familyName: 'Sabbagh' });
    await field.vault.sync();
    expect(await names(rana)).toEqual(['Sabbagh']);

    await expect(office.vault.removeRole(id)).rejects.toMatchObject({
      code: 'roles.still-held',
      details: { count: 1 },
    });

    // It reviews no more: at once, and what is sealed from now on is sealed to keys that Rana does not have.
    const version = versionOf(office);
    expect(await office.vault.saveRole(id, { name: NAME, actions: ['programme.read'] })).toBe(id);
    expect(versionOf(office)).toBe(version + 1);
    await rana.vault.sync();
    await expect(rana.vault.reviewQueue(0, 10)).rejects.toMatchObject({
      details: { rule: 'no-role' },
    });
    await field.vault.sync();
    await enrol(field, { familyName: 'Tuma' });
    await field.vault.sync();

    // Given back, everything can be read again, by the pack alone.
    await office.vault.saveRole(id, { name: NAME, actions: CHECKING });
    await rana.vault.sync();
    expect(await names(rana)).toEqual(['Sabbagh', 'Tuma']);

    await office.vault.changeAssignments('op-rana', [undated('enumerator', ['nahr'])]);
    await office.vault.removeRole(id);
    expect((await office.vault.programme()).roles).toEqual([]);
  },
  TIMEOUT_MS,
);

test('what may not be given away, nothing, and a nameless role are refused', async () => {
  const { office, desk } = world;
  const refused = { code: 'server.input-invalid' };
  const actions = ['programme.publish', 'provisioning.approve'] as const;
  await expect(office.vault.saveRole(null, { name: NAME, actions })).rejects.toMatchObject(refused);
  const nameless = { name: { en: ' ' }, actions: CHECKING };
  await expect(office.vault.saveRole(null, nameless)).rejects.toMatchObject(refused);
  await expect(
    office.vault.saveRole('custom-gone', { name: NAME, actions: CHECKING }),
  ).rejects.toMatchObject({ code: 'server.not-found' });
  await expect(desk.vault.saveRole(null, { name: NAME, actions: CHECKING })).rejects.toMatchObject({
    code: 'server.forbidden',
  });
  const id = await office.vault.saveRole(null, {
    name: NAME,
    actions: ['programme.publish', 'registrant.enrol'],
  });
  expect((await office.vault.programme()).roles).toMatchObject([
    { id, actions: ['registrant.enrol'] },
  ]);
});

function versionOf({ context }: Laptop): number {
  return context.session?.programme?.pack.version ?? 0;
}

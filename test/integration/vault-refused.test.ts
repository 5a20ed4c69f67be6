import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { undated } from '../../shared/domain/assignment.ts';
import { handOver, openStick, setNetwork, writeReceipts } from './courier-steps.ts';
import { addLaptop, withStore } from './open-window.ts';
import { createWorld, enrol, makeDraft, type Laptop, type World } from './world.ts';

let world: World;
let laptop: Laptop;
let operatorId: string;
beforeAll(async () => {
  world = await createWorld();
}, 90_000);
afterAll(async () => {
  await world.server.close();
}, 30_000);
beforeEach(async () => {
  ({ laptop, operatorId } = await addLaptop(world));
});

/** What the server knows of the operator's areas; the laptop still goes by its grant. */
async function giveAreas(areaIds: readonly string[]): Promise<void> {
  await world.server.db
    .updateTable('operators')
    .set({ assignments: JSON.stringify([undated('enumerator', areaIds)]) })
    .where('operator_id', '=', operatorId)
    .execute();
}

/** Three records, of which the server refuses the second: its area was taken away. */
async function refuseOneOfThree(): Promise<string> {
  await giveAreas(['nahr-tarifa']);
  await enrol(laptop, { area: 'nahr-tarifa' });
  const bad = await enrol(laptop, { area: 'nahr-ain-safa', familyName: 'Refused' });
  await enrol(laptop, { area: 'nahr-tarifa' });
  return bad;
}

async function refuse(recordId: string, code: 'sync.item-conflict'): Promise<void> {
  await withStore(laptop, (store) => store.records.update(recordId, { refusal: code }));
}

describe('a refused record', () => {
  it('holds up no other, is listed with its reason, and is taken once the reason is gone', async () => {
    const bad = await refuseOneOfThree();
    expect(await laptop.vault.sync()).toMatchObject({ accepted: 2, refused: 1 });
    expect(await laptop.vault.listRefused()).toMatchObject({
      records: [
        {
          recordId: bad,
          refusal: 'sync.item-area-forbidden',
          own: true,
          displayName: expect.stringContaining('Refused') as string,
        },
      ],
      total: 1,
      beingMended: [],
    });
    await giveAreas(['nahr']);
    expect(await laptop.vault.sendAgain([bad])).toEqual({ again: 1, failures: [] });
    expect(await laptop.vault.listRefused()).toMatchObject({ records: [], total: 0 });
    expect(await laptop.vault.listDrafts()).toEqual([]);
    expect(await laptop.vault.sync()).toMatchObject({ accepted: 1, refused: 0 });
  });

  it('is mended in the field at fault, and goes under the same number', async () => {
    const bad = await refuseOneOfThree();
    await laptop.vault.sync();
    const draft = await laptop.vault.correctRecord(bad);
    expect(await laptop.vault.listRefused()).toMatchObject({ total: 1, beingMended: [bad] });
    // What is being mended is not sent behind the back of whoever mends it.
    expect(await laptop.vault.sendAgain([bad])).toEqual({ again: 0, failures: [] });
    await laptop.vault.saveDraft({
      ...draft,
      step: 'check',
      answers: { ...draft.answers, area: 'nahr-tarifa' },
    });
    expect(await laptop.vault.sealDraft(bad)).toMatchObject({ version: 1 });
    expect(await laptop.vault.sync()).toMatchObject({ accepted: 1, refused: 0 });
    expect(await laptop.vault.listRefused()).toMatchObject({ total: 0 });
  });

  it('that no new sealing can help stays as it is', async () => {
    const bad = await refuseOneOfThree();
    await laptop.vault.sync();
    await refuse(bad, 'sync.item-conflict');
    expect(await laptop.vault.sendAgain([bad])).toEqual({ again: 0, failures: [] });
    expect(await laptop.vault.listRefused()).toMatchObject({ total: 1 });
  });

  it('that can’t be sealed anew says why, leaves no draft, and holds up no other', async () => {
    const lost = await enrol(laptop);
    await withStore(laptop, (store) => store.items.delete(lost));
    const bad = await refuseOneOfThree();
    await laptop.vault.sync();
    await giveAreas(['nahr']);
    expect(await laptop.vault.sendAgain([lost, bad])).toEqual({
      again: 1,
      failures: [{ recordId: lost, code: 'vault.record-damaged' }],
    });
    expect(await laptop.vault.listDrafts()).toEqual([]);
    expect(await laptop.vault.sync()).toMatchObject({ accepted: 1 });
  });

  it('is somebody’s own: a colleague on the laptop sees that it is there, and can’t send it', async () => {
    const bad = await refuseOneOfThree();
    await laptop.vault.sync();
    await withStore(laptop, (store) => store.records.update(bad, { operatorId: 'colleague' }));
    expect(await laptop.vault.listRefused()).toMatchObject({
      records: [{ recordId: bad, own: false, displayName: null }],
    });
    expect(await laptop.vault.sendAgain([bad])).toEqual({
      again: 0,
      failures: [{ recordId: bad, code: 'vault.record-unknown' }],
    });
  });

  it('is told by a receipt from a stick as by one from the network', async () => {
    const bad = await refuseOneOfThree();
    setNetwork(laptop, false);
    await openStick(world.desk, await handOver(laptop));
    await world.desk.vault.sync();
    expect(await openStick(laptop, await writeReceipts(world.desk))).toMatchObject({
      settled: 1,
      accepted: 2,
      refused: 1,
    });
    expect(await laptop.vault.listRefused()).toMatchObject({ records: [{ recordId: bad }] });
    await giveAreas(['nahr']);
    await laptop.vault.sendAgain([bad]);
    await openStick(world.desk, await handOver(laptop));
    await world.desk.vault.sync();
    expect(await openStick(laptop, await writeReceipts(world.desk))).toMatchObject({ accepted: 1 });
  });
});

it('a draft that is typed while records are sent again is left alone', async () => {
  const bad = await refuseOneOfThree();
  await laptop.vault.sync();
  const { id } = await makeDraft(laptop, {});
  await giveAreas(['nahr']);
  await laptop.vault.sendAgain([bad]);
  expect((await laptop.vault.listDrafts()).map((draft) => draft.id)).toEqual([id]);
});

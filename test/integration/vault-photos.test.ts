import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { BATCH_MAGIC } from '../../shared/sync/batch-file.ts';
import { copyBytes } from '../../shared/encoding/bytes.ts';
import { peekUnverified } from '../../shared/crypto/index.ts';
import { BatchManifest } from '../../shared/sync/batch-manifest.ts';
import { readFrames } from '../../shared/sync/framing.ts';
import { setNetwork } from './courier-steps.ts';
import { addLaptop, withStore } from './open-window.ts';
import {
  attachedIn,
  attachmentsOn,
  draftWithPhoto,
  enrolWithPhoto,
  samplePhoto,
} from './photo-steps.ts';
import { createWorld, enrol, reviewAll, type Laptop, type World } from './world.ts';

let world: World;
let field: Laptop;
beforeAll(async () => {
  world = await createWorld();
}, 90_000);
afterAll(async () => {
  await world.server.close();
}, 30_000);
beforeEach(async () => {
  ({ laptop: field } = await addLaptop(world));
  world.desk.wire.before = () => undefined;
  world.desk.wire.after = (_request, response) => response;
});

/** What each batch that a laptop sends holds, by kind, in order. */
function watchBatches(laptop: Laptop): readonly (readonly string[])[] {
  const sent: string[][] = [];
  laptop.wire.before = async (request) => {
    if (request.method !== 'POST' || !request.url.endsWith('/v1/batches')) return undefined;
    const [signed] = readFrames(BATCH_MAGIC, new Uint8Array(await request.arrayBuffer()));
    if (signed === undefined) throw new Error('no manifest');
    const { items } = BatchManifest.parse(peekUnverified(signed).payload);
    sent.push(items.map(({ kind }) => kind));
    return undefined;
  };
  return sent;
}

describe('a photo', () => {
  test('stands apart from its record, is opened from here, and goes behind it', async () => {
    const { id, bytes } = await enrolWithPhoto(field);
    const photo = attachedIn(await field.vault.openRecord(id));
    // Its key stays in the worker.
    expect(Object.keys(photo.attachment)).toEqual(['hash']);
    expect(await attachmentsOn(field)).toEqual({ saved: 1 });
    expect(await field.vault.loadPhoto(id, photo)).toEqual({
      state: 'here',
      mediaType: 'image/jpeg',
      bytes,
    });
    const sizes = await withStore(field, async (store) => {
      const item = await store.items.get(id);
      return item?.item.length ?? 0;
    });
    expect(sizes).toBeLessThan(10_000);
    const sent = watchBatches(field);
    expect(await field.vault.counts()).toMatchObject({ photosWaiting: 1 });
    expect(await field.vault.sync()).toMatchObject({ accepted: 1, photos: 1, photosLeft: 0 });
    expect(sent).toEqual([['registrant'], ['attachment']]);
    expect(await attachmentsOn(field)).toEqual({ received: 1 });
    expect(await field.vault.counts()).toMatchObject({ photosWaiting: 0 });
  });

  test('is opened by the supervisor, and only whole', async () => {
    const { desk } = world;
    const { id, bytes } = await enrolWithPhoto(field);
    await field.vault.sync();
    const queue = await desk.vault.reviewQueue(0, 50);
    const item = queue.items.find(({ record }) => record.id === id);
    const photo = attachedIn(item?.record ?? { answers: {} });
    const load = () => desk.vault.loadPhoto(id, photo);
    expect(await load()).toMatchObject({ state: 'here', bytes });
    desk.wire.after = async (request, response) => {
      if (!request.url.includes('/v1/attachments/')) return response;
      const changed = copyBytes(new Uint8Array(await response.arrayBuffer()));
      changed[500] = (changed[500] ?? 0) ^ 1;
      return new Response(changed);
    };
    expect(await load()).toEqual({ state: 'damaged' });
    setNetwork(desk, false);
    expect(await load()).toEqual({ state: 'no-network' });
    desk.wire.before = () => undefined;
    desk.wire.after = (_request, response) => response;
    expect(await load()).toMatchObject({ state: 'here', bytes });
    // One record's photo does not open as another's.
    expect(await desk.vault.loadPhoto(crypto.randomUUID(), photo)).toEqual({ state: 'damaged' });
    await reviewAll(desk, { verdict: 'approved' });
  });

  test('that has not been sent yet is said to be missing, not broken', async () => {
    const { desk } = world;
    const { id } = await enrolWithPhoto(field);
    field.wire.before = async (request) =>
      (await request.text()).includes('attachment')
        ? Promise.reject(new TypeError('cut'))
        : undefined;
    await expect(field.vault.sync()).rejects.toMatchObject({ code: 'sync.offline' });
    expect(await field.vault.counts()).toMatchObject({
      photosWaiting: 1,
      byState: { saved: 0, received: 1 },
    });
    const queue = await desk.vault.reviewQueue(0, 50);
    const item = queue.items.find(({ record }) => record.id === id);
    const photo = attachedIn(item?.record ?? { answers: {} });
    expect(await desk.vault.loadPhoto(id, photo)).toEqual({ state: 'not-arrived' });
    field.wire.before = () => undefined;
    expect(await field.vault.sync()).toMatchObject({ accepted: 0, photos: 1 });
    expect(await desk.vault.loadPhoto(id, photo)).toMatchObject({ state: 'here' });
    await reviewAll(desk, { verdict: 'approved' });
  });
});

describe('the order of sending', () => {
  test('every record goes before every photo, and photos go a few at a time', async () => {
    for (let count = 0; count < 10; count++) {
      await enrolWithPhoto(field, { familyName: `Person ${String(count)}` }, samplePhoto(2000));
    }
    const sent = watchBatches(field);
    expect(await field.vault.sync()).toMatchObject({ accepted: 10, photos: 10 });
    const kinds = sent.flat();
    expect(kinds.lastIndexOf('registrant')).toBeLessThan(kinds.indexOf('attachment'));
    for (const batch of sent.filter((items) => items.includes('attachment'))) {
      expect(batch.length).toBeLessThanOrEqual(8);
    }
  });

  test('a record that is saved while photos go does not wait for all of them', async () => {
    for (let count = 0; count < 20; count++) await enrolWithPhoto(field, {}, samplePhoto(500));
    const sent: string[] = [];
    const watched = watchBatches(field);
    const watch = field.wire.before.bind(field.wire);
    let isSaved = false;
    field.wire.before = async (request) => {
      const answer = await watch(request);
      const kinds = watched.at(-1) ?? [];
      if (!isSaved && kinds.includes('attachment')) {
        isSaved = true;
        await enrol(field, { familyName: 'Late' });
      }
      return answer;
    };
    expect(await field.vault.sync()).toMatchObject({ accepted: 21, photos: 20 });
    sent.push(...watched.map(([kind]) => kind ?? ''));
    expect(sent).toEqual(['registrant', 'attachment', 'registrant', 'attachment', 'attachment']);
  });

  test('a photo whose record was refused waits, and follows once that is mended', async () => {
    const { id } = await enrolWithPhoto(field);
    // The server is made to refuse the record by a hash that is not the item's.
    await withStore(field, (store) => store.records.update(id, { itemHash: '00'.repeat(32) }));
    expect(await field.vault.sync()).toMatchObject({ batches: 0, photos: 0 });
    expect(await field.vault.listRefused()).toMatchObject({ total: 1 });
    expect(await attachmentsOn(field)).toEqual({ saved: 1 });
    expect(await field.vault.sendAgain([id])).toMatchObject({ again: 1 });
    expect(await field.vault.sync()).toMatchObject({ accepted: 1, photos: 1 });
  });

  test('a photo that comes before its record is refused for now, and goes again by itself', async () => {
    const { id } = await enrolWithPhoto(field);
    // As if the record had gone: its photo goes alone.
    await withStore(field, (store) => store.records.update(id, { state: 'returned' }));
    expect(await field.vault.sync()).toMatchObject({ accepted: 0, photos: 0, photosLeft: 1 });
    expect(await attachmentsOn(field)).toEqual({ saved: 1 });
    expect(await field.vault.listRefusedPhotos()).toEqual([]);
    await withStore(field, (store) => store.records.update(id, { state: 'saved' }));
    expect(await field.vault.sync()).toMatchObject({ accepted: 1, photos: 1, photosLeft: 0 });
  });

  test('a damaged photo is set aside and told, and holds up no other', async () => {
    const bad = await enrolWithPhoto(field, { familyName: 'Damaged' });
    await enrolWithPhoto(field);
    const photo = attachedIn(await field.vault.openRecord(bad.id));
    await withStore(field, async (store) => {
      const { hash } = photo.attachment;
      const { item } = (await store.attachmentItems.get(hash))!;
      const changed = copyBytes(item);
      changed[item.length - 90] = (changed[item.length - 90] ?? 0) ^ 1;
      await store.attachmentItems.put({ hash, item: changed });
    });
    expect(await field.vault.sync()).toMatchObject({ accepted: 2, photos: 1 });
    expect(await field.vault.listRefusedPhotos()).toMatchObject([
      { recordId: bad.id, refusal: 'sync.item-malformed', own: true },
    ]);
  });

  test('a refused photo is signed anew and goes with the next sync', async () => {
    const { id } = await enrolWithPhoto(field);
    const { attachment } = attachedIn(await field.vault.openRecord(id));
    await withStore(field, (store) =>
      store.attachments.update(attachment.hash, {
        state: 'refused',
        refusal: 'sync.item-signature-invalid',
      }),
    );
    expect(await field.vault.sync()).toMatchObject({ accepted: 1, photos: 0 });
    expect(await field.vault.sendPhotosAgain([attachment.hash])).toBe(1);
    expect(await field.vault.sync()).toMatchObject({ photos: 1, photosLeft: 0 });
  });
});

describe('a correction', () => {
  test('keeps the photo that was not changed, and sends it no second time', async () => {
    const { desk } = world;
    const { id, bytes } = await enrolWithPhoto(field);
    await field.vault.sync();
    await reviewAll(desk, { verdict: 'returned', reason: 'The name?' });
    await field.vault.sync();
    const draft = await field.vault.correctRecord(id);
    await field.vault.saveDraft({ ...draft, answers: { ...draft.answers, givenName: 'Maryam' } });
    const { answers } = await field.vault.loadDraft(id);
    expect(answers['photo']).toEqual(draft.answers['photo']);
    await field.vault.sealDraft(id);
    expect(await attachmentsOn(field)).toEqual({ received: 1 });
    // The server has its only copy now.
    const photo = attachedIn(await field.vault.openRecord(id));
    expect(await field.vault.loadPhoto(id, photo)).toMatchObject({ state: 'here', bytes });
    expect(await field.vault.sync()).toMatchObject({ accepted: 1, photos: 0 });
    const queue = await desk.vault.reviewQueue(0, 50);
    const item = queue.items.find(({ record }) => record.id === id);
    expect(item?.record.version).toBe(2);
    const seen = attachedIn(item?.record ?? { answers: {} });
    expect(await desk.vault.loadPhoto(id, seen)).toMatchObject({ state: 'here', bytes });
    await reviewAll(desk, { verdict: 'approved' });
  });

  test('with another photo sends that, and forgets one that never went', async () => {
    const { id } = await enrolWithPhoto(field);
    await withStore(field, (store) =>
      store.records.update(id, { state: 'refused', refusal: 'sync.item-malformed' }),
    );
    const draft = await field.vault.correctRecord(id);
    const again = samplePhoto();
    await field.vault.saveDraft({ ...draft, answers: { ...draft.answers, photo: again } });
    await field.vault.sealDraft(id);
    expect(await attachmentsOn(field)).toEqual({ saved: 1 });
    expect(await field.vault.sync()).toMatchObject({ accepted: 1, photos: 1, photosLeft: 0 });
  });

  test('without consent to it sends no photo at all', async () => {
    const { id } = await enrolWithPhoto(field);
    await withStore(field, (store) =>
      store.records.update(id, { state: 'refused', refusal: 'sync.item-malformed' }),
    );
    const draft = await field.vault.correctRecord(id);
    const answers = { ...draft.consent.answers, 'identity-photo': 'refused' } as const;
    await field.vault.saveDraft({ ...draft, consent: { ...draft.consent, answers } });
    await field.vault.sealDraft(id);
    expect(await attachmentsOn(field)).toEqual({});
    expect((await field.vault.openRecord(id)).answers['photo']).toBeUndefined();
  });
});

test('a draft with a photo too large for the form stays a draft', async () => {
  const { id } = await draftWithPhoto(field, {}, samplePhoto(5_000_000));
  await expect(field.vault.sealDraft(id)).rejects.toMatchObject({ code: 'form.invalid' });
  expect(await attachmentsOn(field)).toEqual({});
});

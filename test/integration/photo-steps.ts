import { randomBytes } from '../../shared/crypto/index.ts';
import type { ShownRecord } from '../../renderer/vault/vault-api.ts';
import type { Bytes } from '../../shared/encoding/bytes.ts';
import type { Answers, AttachedAnswer } from '../../shared/forms/form-definition.ts';
import { withStore } from './open-window.ts';
import { makeDraft, type Laptop } from './world.ts';

/** A picture for a draft; what is in it does not matter here. */
export function samplePhoto(length = 20_000): {
  readonly mediaType: 'image/jpeg';
  readonly bytes: Bytes;
} {
  const bytes = new Uint8Array(length);
  bytes.set(randomBytes(Math.min(length, 1000)));
  return { mediaType: 'image/jpeg', bytes };
}

/** A draft of a person who agreed to a photo, with one; answers its id and the photo's bytes. */
export async function draftWithPhoto(
  laptop: Laptop,
  answers: Answers = {},
  photo = samplePhoto(),
): Promise<{ readonly id: string; readonly bytes: Bytes }> {
  const draft = await makeDraft(laptop, answers);
  const given = { ...draft.consent.answers, 'identity-photo': 'given' } as const;
  await laptop.vault.saveDraft({
    ...draft,
    consent: { ...draft.consent, answers: given },
    answers: { ...draft.answers, photo },
  });
  return { id: draft.id, bytes: photo.bytes };
}

/** Enrols a person with a photo. */
export async function enrolWithPhoto(
  laptop: Laptop,
  answers: Answers = {},
  photo = samplePhoto(),
): Promise<{ readonly id: string; readonly bytes: Bytes }> {
  const draft = await draftWithPhoto(laptop, answers, photo);
  await laptop.vault.sealDraft(draft.id);
  return draft;
}

/** The photo that a record's answers name. @throws Error where they hold none, or one by its bytes. */
export function attachedIn({ answers }: Pick<ShownRecord, 'answers'>): AttachedAnswer {
  const photo = answers['photo'];
  if (typeof photo !== 'object' || !('attachment' in photo)) throw new Error('no photo attached');
  return photo;
}

/** How many attachments stand on a laptop, by state; every one of them with its bytes. */
export async function attachmentsOn(laptop: Laptop): Promise<Readonly<Record<string, number>>> {
  return withStore(laptop, async (store) => {
    const rows = await store.attachments.toArray();
    const items = await store.attachmentItems.toCollection().primaryKeys();
    if (items.join() !== rows.map(({ hash }) => hash).join()) throw new Error('rows without bytes');
    const counts: Record<string, number> = {};
    for (const { state } of rows) counts[state] = (counts[state] ?? 0) + 1;
    return counts;
  });
}

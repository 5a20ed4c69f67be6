/** Photos that travel apart from their registrations, for the screens: a drawing, or the reason why there is none. */
import type { PhotosApi, RefusedPhoto } from '../../renderer/vault/photos-api.ts';
import type { ReviewItem } from '../../renderer/vault/vault-api.ts';
import { copyBytes } from '../../shared/encoding/bytes.ts';
import type { AttachedAnswer } from '../../shared/forms/form-definition.ts';
import type { StandInOptions } from './stand-in-options.ts';

/** The record with the other likeness; its photo is damaged. */
const OTHER = '22222222-2222-4222-8222-222222222222';

export function standInPhotos(options: StandInOptions): PhotosApi {
  let refused = options.photo === 'refused' ? refusedPhotos() : [];
  return {
    async loadPhoto(recordId) {
      if (recordId === OTHER) return { state: 'damaged' };
      if (options.photo === 'loading') return new Promise(() => undefined);
      if (options.photo === 'not-arrived' || options.photo === 'no-network') {
        return { state: options.photo };
      }
      return { state: 'here', mediaType: 'image/jpeg', bytes: await drawing() };
    },
    listRefusedPhotos: () => Promise.resolve(refused),
    sendPhotosAgain() {
      refused = refused.filter((photo) => !photo.own);
      return Promise.resolve(1);
    },
  };
}

/** A photo that a record names. */
export function attachedPhoto(recordId: string): AttachedAnswer {
  const hash = recordId.replaceAll(/[^0-9a-f]/gu, '').padEnd(64, '0');
  return { mediaType: 'image/jpeg', attachment: { hash } };
}

/** The items, each with a photo where the options ask for one. */
export function withPhotos(
  { photo }: StandInOptions,
  items: readonly ReviewItem[],
): readonly ReviewItem[] {
  if (photo === 'none' || photo === 'refused') return items;
  return items.map((item) => {
    const answers = { ...item.record.answers, photo: attachedPhoto(item.record.id) };
    return { ...item, record: { ...item.record, answers } };
  });
}

function refusedPhotos(): readonly RefusedPhoto[] {
  return ['K7QD-000012-4', 'K7QD-000015-1', 'K7QD-000023-9'].map((registrationNumber, index) => ({
    hash: `photo-${String(index)}`,
    recordId: `record-${String(index)}`,
    registrationNumber,
    savedAt: new Date(Date.now() - index * 86_400_000).toISOString(),
    refusal: index === 1 ? 'sync.item-malformed' : 'sync.item-signature-invalid',
    own: index !== 2,
  }));
}

async function drawing(): Promise<Uint8Array<ArrayBuffer>> {
  const canvas = new OffscreenCanvas(300, 360);
  const context = canvas.getContext('2d');
  if (context !== null) {
    context.fillStyle = '#c9d8d3';
    context.fillRect(0, 0, 300, 360);
    context.fillStyle = '#5b4636';
    context.beginPath();
    context.arc(150, 140, 70, 0, 2 * Math.PI);
    context.arc(150, 380, 140, 0, 2 * Math.PI);
    context.fill();
  }
  const blob = await canvas.convertToBlob({ type: 'image/jpeg' });
  return copyBytes(new Uint8Array(await blob.arrayBuffer()));
}

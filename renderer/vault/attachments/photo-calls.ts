import type { PhotosApi } from '../photos-api.ts';
import type { VaultContext } from '../vault-context.ts';
import { loadPhoto } from './load-photo.ts';
import { listRefusedPhotos, sendPhotosAgain } from './refused-photos.ts';

/** Photos that travel apart from their records. */
export function createPhotoCalls(context: VaultContext): PhotosApi {
  return {
    loadPhoto: (recordId, photo) => loadPhoto(context, recordId, photo),
    listRefusedPhotos: () => listRefusedPhotos(context),
    sendPhotosAgain: (hashes) => sendPhotosAgain(context, hashes),
  };
}

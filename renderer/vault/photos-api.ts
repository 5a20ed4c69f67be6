import type { AttachedPhoto } from '../../shared/domain/registrant-record.ts';
import type { AttachedAnswer } from '../../shared/forms/form-definition.ts';
import type { ErrorCode } from '../../shared/errors/error-codes.ts';

/**
 * A photo that was asked for: `here`; `not-arrived`, while another laptop still has to send it; `no-network`, and asking
 * again may help; `damaged`, on this laptop or at the server.
 */
export type LoadedPhoto =
  | {
      readonly state: 'here';
      readonly mediaType: AttachedPhoto['mediaType'];
      readonly bytes: Uint8Array<ArrayBuffer>;
    }
  | { readonly state: 'not-arrived' | 'no-network' | 'damaged' };

/** A photo that the server refused; its registration is not affected. */
export interface RefusedPhoto {
  readonly hash: string;
  readonly recordId: string;
  readonly registrationNumber: string;
  readonly savedAt: string;
  readonly refusal: ErrorCode;
  /** Of the operator who is signed in. */
  readonly own: boolean;
}

/** Photos that travel apart from their registrations. */
export interface PhotosApi {
  /**
   * The photo of a registration or draft that a screen was given, from this laptop or from the server, checked against what the registration says of it.
   * Rejects where it may not be had (`server.forbidden`, `vault.locked`), and a photo that no screen was given
   * (`vault.record-unknown`).
   */
  loadPhoto(recordId: string, photo: AttachedAnswer): Promise<LoadedPhoto>;
  /** Oldest first. */
  listRefusedPhotos(): Promise<readonly RefusedPhoto[]>;
  /** Signs own refused photos anew; the next sync sends them. Answers how many. */
  sendPhotosAgain(hashes: readonly string[]): Promise<number>;
}

import { keyIdOf, openSignedMessage, peekUnverified } from '../crypto/index.ts';
import { ProgrammePack } from '../domain/programme.ts';
import { fromBase64Url, type Bytes } from '../encoding/bytes.ts';
import { FieldsealError } from '../errors/fieldseal-error.ts';

/**
 * Opens a signed programme pack. Give the pinned administrator key where one is known; without it (first
 * contact) the pack's own key is used and the caller must have a person compare its fingerprint words.
 * @throws FieldsealError `provisioning.pack-tampered`.
 */
export async function openProgrammePack(
  signed: Uint8Array,
  pinned?: { readonly kid: string; readonly publicKey: Bytes },
): Promise<ProgrammePack> {
  try {
    const claimed = ProgrammePack.parse(peekUnverified(signed).payload);
    const key = pinned?.publicKey ?? fromBase64Url(claimed.administratorSigningKey.key);
    const { payload } = await openSignedMessage(signed, 'programme-pack', (kid) =>
      kid === claimed.administratorSigningKey.kid && kid === keyIdOf(key) ? key : undefined,
    );
    return ProgrammePack.parse(payload);
  } catch (cause) {
    throw new FieldsealError('provisioning.pack-tampered', {}, cause);
  }
}

/** The review keys a record of `areaPath` (nearest first, see `ancestry`) is sealed to: newest epoch of each area. */
export function reviewKeysFor(
  pack: ProgrammePack,
  areaPath: readonly string[],
): readonly { readonly kid: string; readonly publicKey: Bytes }[] {
  return areaPath.flatMap((areaId) => {
    const newest = pack.reviewKeys
      .filter((key) => key.areaId === areaId)
      .sort((a, b) => b.epoch - a.epoch)[0];
    return newest === undefined
      ? []
      : [{ kid: newest.publicKey.kid, publicKey: fromBase64Url(newest.publicKey.key) }];
  });
}

import type { FieldsealStore } from '../../renderer/vault/database/store.ts';
import {
  generateAgreementSecret,
  generateSigningSeed,
  peekUnverified,
  signMessage,
} from '../../shared/crypto/index.ts';
import { ProgrammePack } from '../../shared/domain/programme.ts';
import { toBase64Url } from '../../shared/encoding/bytes.ts';

/**
 * Puts a programme of a thief's own in the place of the laptop's, with a recovery key of theirs, as somebody who writes
 * to the disk can. Answers how to put the true one back.
 */
export async function exchangeProgramme(
  store: FieldsealStore,
): Promise<(store: FieldsealStore) => Promise<void>> {
  const programme = await store.read('programme');
  if (programme === undefined) throw new Error('no programme');
  const { key: thief } = await generateSigningSeed();
  const { key: holder } = await generateAgreementSecret();
  const refOf = (key: { kid: string; publicKey: Uint8Array }) => ({
    kid: key.kid,
    key: toBase64Url(key.publicKey),
  });
  const pack = ProgrammePack.parse(peekUnverified(programme.pack).payload);
  const forged = ProgrammePack.parse({
    ...pack,
    version: pack.version + 1,
    administratorSigningKey: refOf(thief),
    recovery: { epoch: 1, threshold: 1, keys: [{ holder: 'Thief', publicKey: refOf(holder) }] },
  });
  await store.write('programme', {
    ...programme,
    pack: await signMessage(thief, 'programme-pack', forged),
    administrator: { kid: thief.kid, publicKey: thief.publicKey },
  });
  return (later) => later.write('programme', programme);
}

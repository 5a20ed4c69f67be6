import { generateSigningSeed, signMessage, type AgreementKey } from '../../shared/crypto/index.ts';
import type { ProgrammePack } from '../../shared/domain/programme.ts';
import type { RecoveryKeys } from '../../shared/domain/recovery-keys.ts';
import type { Role } from '../../shared/domain/role.ts';
import type { Bytes } from '../../shared/encoding/bytes.ts';
import {
  makeRecoveryKey,
  openRecoveryKey,
  type NewRecoveryKey,
} from '../../shared/recovery/key-file.ts';
import { answerRequest, type VouchedAnswer } from '../../shared/recovery/recovery-answer.ts';
import { openRecoveryBundle, type RecoveryBundle } from '../../shared/recovery/recovery-bundle.ts';
import { openRecoveryRequest } from '../../shared/recovery/recovery-request.ts';
import { openShare } from '../../shared/recovery/recovery-shares.ts';
import type { ProgrammeMeta } from '../../renderer/vault/database/rows.ts';
import { NOW } from './open-keys.ts';
import { samplePack } from './sample-programme.ts';
import { vouch } from './vouch.ts';

export const HOLDERS = ['Ruth', 'Omar', 'Mei'] as const;

/** The founding administrator of the sample programme, whose three recovery keys any two open. */
export const { administrator, pack: unrecoverablePack } = await samplePack();
export const { made, keys } = await makeKeySet(1);
/** The same programme with its recovery keys. */
export const pack: ProgrammePack = { ...unrecoverablePack, recovery: keys };

/** A set of recovery keys for the three holders. */
export async function makeKeySet(
  epoch: number,
): Promise<{ readonly made: readonly NewRecoveryKey[]; readonly keys: RecoveryKeys }> {
  const made: NewRecoveryKey[] = [];
  for (const holder of HOLDERS) made.push(await makeRecoveryKey('programme', epoch, holder));
  return { made, keys: { epoch, threshold: 2, keys: made.map(({ ref }) => ref) } };
}

/** The programme as a laptop keeps it, signed by its administrator. */
export async function storedProgramme(content: ProgrammePack): Promise<ProgrammeMeta> {
  return {
    pack: await signMessage(administrator, 'programme-pack', content),
    administrator: { kid: administrator.kid, publicKey: administrator.publicKey },
    deviceCode: 'AB12',
    serverUrl: 'http://localhost:8440',
  };
}

/** The private key of a holder, by their place in the list. */
export function holderKey(index: number): Promise<AgreementKey> {
  const { file, words } = made[index]!;
  return openRecoveryKey(file, words.join(' '), 'programme');
}

/** What a holder answers to a signed request, carried by somebody with `role`, or by somebody whom nobody vouches for. */
export async function answerTo(
  request: Bytes,
  index: number,
  role: Role | null = 'administrator',
  at = NOW,
): Promise<VouchedAnswer> {
  const { key: carrier } = await generateSigningSeed();
  const asked = await openRecoveryRequest(request);
  const answer = await answerRequest(asked, await holderKey(index), carrier, at);
  const voucher =
    role === null
      ? await vouch(carrier, 'administrator', carrier)
      : await vouch(carrier, role, administrator);
  return { answer, voucher };
}

/** The share of a bundle that is sealed to a holder, opened. */
export async function shareOf(bundle: RecoveryBundle, index: number): Promise<Bytes> {
  return openShare(bundle.shares, bundle.binding, await holderKey(index));
}

/** The secret of a bundle by the shares of these holders. */
export async function openByHolders(
  bundle: RecoveryBundle,
  ...indexes: readonly number[]
): Promise<Bytes> {
  const shares = new Map<string, Bytes>();
  for (const index of indexes) {
    shares.set((await holderKey(index)).kid, await shareOf(bundle, index));
  }
  return openRecoveryBundle(bundle, shares);
}

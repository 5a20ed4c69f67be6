import {
  importAgreementSecret,
  zeroBytes,
  type AgreementKey,
} from '../../../shared/crypto/index.ts';
import type { ProgrammePack } from '../../../shared/domain/programme.ts';
import { copyBytes } from '../../../shared/encoding/bytes.ts';
import type { GrantSecrets } from '../../../shared/sync/provisioning.ts';
import { openReviewKeyShare } from '../../../shared/sync/review-key-share.ts';
import type { FieldsealStore } from '../database/store.ts';
import { openGrantSecrets } from '../keys/operator-keys.ts';
import type { OpenSession } from '../vault-context.ts';
import { addReviewKeys, zeroSecrets } from './own-grant.ts';

type ReviewKeys = GrantSecrets['reviewKeys'];

/**
 * The review keys that the pack brings this person and that their vault does not hold yet, imported; from then on the
 * vault holds them. Empty where there are none, or where the share does not open: then records of the new period are
 * shown as ones that cannot be opened.
 */
export async function takeReviewKeys(
  store: FieldsealStore,
  session: Pick<OpenSession, 'operator' | 'operatorKeys' | 'rings'>,
  pack: ProgrammePack,
): Promise<readonly AgreementKey[]> {
  const { operatorId, requestHash } = session.operator;
  const own = pack.reviewKeyShares?.find(
    (share) => share.operatorId === operatorId && share.requestHash === requestHash,
  );
  const grantKeys = (await store.operators.get(operatorId))?.grantKeys ?? null;
  if (own === undefined || grantKeys === null) return [];
  const holder = { programmeId: pack.id, operatorId, requestHash };
  const offered = await openReviewKeyShare(session.operatorKeys.agreement, holder, own).catch(
    (): ReviewKeys => [],
  );
  const held = await openGrantSecrets(session.rings, operatorId, grantKeys);
  try {
    const known = new Set(held.reviewKeys.map(({ kid }) => kid));
    const fresh = offered.filter(({ kid }) => !known.has(kid));
    if (fresh.length === 0) return [];
    // A full disk keeps nobody from working with them; the pack still has them at the next unlock.
    await addReviewKeys(store, { operatorId, rings: session.rings }, fresh).catch(() => undefined);
    return await importReviewKeys(fresh);
  } finally {
    zeroSecrets(held);
    zeroBytes(...offered.map(({ secret }) => secret));
  }
}

/** Private keys that WebCrypto does not hand out again. */
export async function importReviewKeys(keys: ReviewKeys): Promise<readonly AgreementKey[]> {
  return Promise.all(
    keys.map(async (key) => {
      const secret = copyBytes(key.secret);
      const imported = await importAgreementSecret(secret, copyBytes(key.publicKey));
      zeroBytes(secret);
      return imported;
    }),
  );
}

import { zeroBytes } from '../../../shared/crypto/index.ts';
import { equalBytes, type Bytes } from '../../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { GrantSecrets } from '../../../shared/sync/provisioning.ts';
import type { OperatorRow } from '../database/rows.ts';
import type { FieldsealStore } from '../database/store.ts';
import { openGrantSecrets, sealGrantSecrets, type HeldGrant } from '../keys/operator-keys.ts';
import type { OpenSession } from '../vault-context.ts';
import { writeSealed, type Sealer } from '../keys/write-sealed.ts';

/** The programme that stands on this laptop. */
export interface StoredProgramme {
  readonly publicKey: Bytes;
  readonly version: number;
}

/** Zeroes every secret of these grants. */
export function zeroSecrets(...grants: readonly GrantSecrets[]): void {
  for (const { indexKey, reviewKeys } of grants) {
    zeroBytes(indexKey, ...reviewKeys.map((key) => key.secret));
  }
}

/**
 * What came with the operator's grant, where `programme` is of the administrator it came from and no older than one that
 * this vault has seen. A grant that was kept before the vault remembered that takes the laptop's word, this once.
 * @throws FieldsealError `vault.store-damaged`, `provisioning.pack-outdated`.
 */
export async function openOwnGrant(
  store: FieldsealStore,
  { operatorId, grantKeys }: OperatorRow,
  rings: Sealer['rings'],
  { publicKey, version }: StoredProgramme,
): Promise<HeldGrant> {
  if (grantKeys === null) throw new FieldsealError('provisioning.pending');
  const held = await openGrantSecrets(rings, operatorId, grantKeys);
  const { administratorKey = publicKey, packVersion = 0 } = held;
  if (!equalBytes(administratorKey, publicKey)) {
    zeroSecrets(held);
    throw new FieldsealError('vault.store-damaged', { part: 'programme' });
  }
  if (packVersion > version) {
    zeroSecrets(held);
    throw new FieldsealError('provisioning.pack-outdated', { version, seen: packVersion });
  }
  if (held.administratorKey === undefined || packVersion < version) {
    const next = { ...held, administratorKey, packVersion: version };
    // A full disk keeps nobody out; the next unlock tries again.
    await replaceGrant(store, { operatorId, rings }, grantKeys, next).catch(() => undefined);
  }
  return held;
}

/** When the grant that this vault holds was issued; null where there is none, or where that was not kept yet. */
export async function heldIssuedAt(
  store: FieldsealStore,
  { operator: { operatorId }, rings }: Pick<OpenSession, 'operator' | 'rings'>,
): Promise<string | null> {
  const grantKeys = (await store.operators.get(operatorId))?.grantKeys ?? null;
  if (grantKeys === null) return null;
  const held = await openGrantSecrets(rings, operatorId, grantKeys);
  zeroSecrets(held);
  return held.issuedAt ?? null;
}

/** Remembers that a pack of this version has been seen, so that no older one is taken for the programme again. */
export async function notePackVersion(
  store: FieldsealStore,
  sealer: Sealer,
  version: number,
): Promise<void> {
  const grantKeys = (await store.operators.get(sealer.operatorId))?.grantKeys ?? null;
  if (grantKeys === null) return;
  const held = await openGrantSecrets(sealer.rings, sealer.operatorId, grantKeys);
  try {
    if ((held.packVersion ?? 0) >= version) return;
    await replaceGrant(store, sealer, grantKeys, { ...held, packVersion: version });
  } finally {
    zeroSecrets(held);
  }
}

/** Keeps more review keys with the grant. @throws FieldsealError `vault.storage-full`, `vault.store-damaged`. */
export async function addReviewKeys(
  store: FieldsealStore,
  sealer: Sealer,
  keys: readonly GrantSecrets['reviewKeys'][number][],
): Promise<void> {
  const grantKeys = (await store.operators.get(sealer.operatorId))?.grantKeys ?? null;
  if (grantKeys === null) throw new FieldsealError('provisioning.pending');
  const held = await openGrantSecrets(sealer.rings, sealer.operatorId, grantKeys);
  try {
    const reviewKeys = [...held.reviewKeys, ...keys];
    await replaceGrant(store, sealer, grantKeys, { ...held, reviewKeys });
  } finally {
    zeroSecrets(held);
  }
}

/** Another window, or a renewal of keys, may have sealed the grant anew meanwhile: then the next unlock sees to it. */
async function replaceGrant(
  store: FieldsealStore,
  sealer: Sealer,
  before: Bytes,
  held: HeldGrant,
): Promise<void> {
  const { operatorId, rings } = sealer;
  const seal = () => sealGrantSecrets(rings, operatorId, held);
  await writeSealed(store, sealer, [], seal, async (grantKeys) => {
    const row = await store.operators.get(operatorId);
    if (!equalBytes(row?.grantKeys ?? new Uint8Array(0), before)) return;
    await store.operators.update(operatorId, { grantKeys });
  });
}

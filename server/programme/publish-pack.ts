import type { Kysely } from 'kysely';
import { keyIdOf, type SigningKey } from '../../shared/crypto/index.ts';
import type { ProgrammePack } from '../../shared/domain/programme.ts';
import type { PublicKeyRef } from '../../shared/domain/public-key-ref.ts';
import { equalBytes, fromBase64Url, type Bytes } from '../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import { openProgrammePack } from '../../shared/sync/programme-pack.ts';
import { appendEvents } from '../audit/append-events.ts';
import type { Occasion } from '../audit/occasion.ts';
import type { Database } from '../db/schema.ts';
import { requireRolesKept } from './check-roles.ts';
import { readProgramme } from './read-programme.ts';

/**
 * Opens a pack against the administrator's key and checks what the server relies on: its own key, this
 * programme, and review keys of areas that exist.
 * @throws FieldsealError `provisioning.pack-tampered`.
 */
export async function openPackFor(
  bytes: Bytes,
  administratorKey: Bytes,
  programmeId: string,
  serverKey: SigningKey,
): Promise<ProgrammePack> {
  const pack = await openProgrammePack(bytes, {
    kid: keyIdOf(administratorKey),
    publicKey: administratorKey,
  });
  const areaIds = new Set(pack.areas.map((area) => area.id));
  const sound =
    pack.id === programmeId &&
    namesKey(pack.administratorSigningKey, administratorKey) &&
    namesKey(pack.serverSigningKey, serverKey.publicKey) &&
    pack.reviewKeys.every((key) => areaIds.has(key.areaId));
  if (!sound) throw new FieldsealError('provisioning.pack-tampered');
  return pack;
}

/**
 * Replaces the published pack by a newer one of the same administrator. The same bytes again change nothing.
 * @throws FieldsealError `server.not-ready`, `provisioning.pack-tampered`, `roles.still-held`, or `server.input-invalid`
 * for a version that is not higher.
 */
export async function replacePack(
  db: Kysely<Database>,
  bytes: Bytes,
  serverKey: SigningKey,
  occasion: Occasion,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx.selectFrom('programme').select('id').forUpdate().execute();
    const { draft, published } = await readProgramme(trx);
    if (published === null) throw new FieldsealError('server.not-ready');
    if (equalBytes(bytes, published.packBytes)) return;
    const pack = await openPackFor(bytes, published.administrator.publicKey, draft.id, serverKey);
    if (pack.version <= published.pack.version) {
      throw new FieldsealError('server.input-invalid', {
        field: 'version',
        found: pack.version,
        published: published.pack.version,
      });
    }
    await requireRolesKept(trx, published.pack, pack, occasion.at);
    await trx
      .updateTable('programme')
      .set({ pack: bytes, pack_version: pack.version })
      .where('id', '=', draft.id)
      .execute();
    await appendEvents(trx, occasion, [{ action: 'programme.published', version: pack.version }]);
  });
}

/** True when the reference names this key by its id and holds its bytes. */
export function namesKey(reference: PublicKeyRef, publicKey: Bytes): boolean {
  return (
    reference.kid === keyIdOf(publicKey) && equalBytes(fromBase64Url(reference.key), publicKey)
  );
}

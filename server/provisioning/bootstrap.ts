import type { Kysely } from 'kysely';
import type { SigningKey } from '../../shared/crypto/index.ts';
import { ProgrammeDraft, type ProgrammePack } from '../../shared/domain/programme.ts';
import { equalBytes, fromBase64Url, type Bytes } from '../../shared/encoding/bytes.ts';
import { encodeCbor } from '../../shared/encoding/cbor.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import type { Database } from '../db/schema.ts';
import { openPackFor } from '../programme/publish-pack.ts';
import { storeGrant, type RequestContext } from './store-grant.ts';

/** What the first administrator sends along: both signed by the key in the request. */
export interface Bootstrap {
  readonly grant: Bytes;
  readonly pack: Bytes;
}

/**
 * Publishes the programme under its first administrator's key and makes that administrator active at once.
 * From here on only packs and grants signed by this key are taken.
 * @throws FieldsealError `provisioning.pack-tampered` when the pack is not the seeded draft with keys added,
 * `provisioning.grant-tampered`.
 */
export async function bootstrapProgramme(
  trx: Kysely<Database>,
  serverKey: SigningKey,
  context: RequestContext & { readonly draft: ProgrammeDraft },
  bootstrap: Bootstrap,
): Promise<void> {
  const administratorKey = fromBase64Url(context.request.operatorSigningKey.key);
  const pack = await openPackFor(bootstrap.pack, administratorKey, context.draft.id, serverKey);
  if (!equalBytes(encodeCbor(draftOf(pack)), encodeCbor(context.draft))) {
    throw new FieldsealError('provisioning.pack-tampered');
  }
  await trx
    .updateTable('programme')
    .set({
      pack: bootstrap.pack,
      pack_version: pack.version,
      administrator_key: administratorKey,
    })
    .where('id', '=', context.draft.id)
    .execute();
  const administrator = {
    kid: context.request.operatorSigningKey.kid,
    publicKey: administratorKey,
  };
  await storeGrant(trx, context, administrator, bootstrap.grant);
}

function draftOf(pack: ProgrammePack): ProgrammeDraft {
  // The schema drops what a pack has beyond its draft.
  return ProgrammeDraft.parse(pack);
}

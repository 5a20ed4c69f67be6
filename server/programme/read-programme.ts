import type { Kysely } from 'kysely';
import { keyIdOf, peekUnverified } from '../../shared/crypto/index.ts';
import type { Area } from '../../shared/domain/area.ts';
import { ProgrammeDraft, ProgrammePack } from '../../shared/domain/programme.ts';
import type { Bytes } from '../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import { ownBytes } from '../db/binary.ts';
import type { Database } from '../db/schema.ts';

/** The programme as its administrator has published it. */
export interface PublishedProgramme {
  readonly pack: ProgrammePack;
  readonly packBytes: Bytes;
  readonly administrator: { readonly kid: string; readonly publicKey: Bytes };
}

export interface Programme {
  readonly draft: ProgrammeDraft;
  readonly published: PublishedProgramme | null;
}

/**
 * The programme of this server. Give it the transaction where there is one.
 * @throws FieldsealError `server.not-ready` before it has been seeded.
 */
export async function readProgramme(db: Kysely<Database>): Promise<Programme> {
  const row = await db.selectFrom('programme').selectAll().executeTakeFirst();
  if (row === undefined) throw new FieldsealError('server.not-ready');
  const draft = ProgrammeDraft.parse(row.draft);
  if (row.pack === null || row.administrator_key === null) return { draft, published: null };
  const packBytes = ownBytes(row.pack);
  const publicKey = ownBytes(row.administrator_key);
  return {
    draft,
    published: {
      // Its signature was checked when it was stored.
      pack: ProgrammePack.parse(peekUnverified(packBytes).payload),
      packBytes,
      administrator: { kid: keyIdOf(publicKey), publicKey },
    },
  };
}

/** As `readProgramme`. @throws FieldsealError `server.not-ready` before publication too. */
export async function readPublished(db: Kysely<Database>): Promise<PublishedProgramme> {
  const { published } = await readProgramme(db);
  if (published === null) throw new FieldsealError('server.not-ready');
  return published;
}

/** Ids of all areas that are one of `scopes` or lie below one. */
export function areasInScope(areas: readonly Area[], scopes: readonly string[]): readonly string[] {
  const inside = new Set(scopes.filter((id) => areas.some((area) => area.id === id)));
  for (let before = -1; before !== inside.size;) {
    before = inside.size;
    for (const { id, parentId } of areas) {
      if (parentId !== null && inside.has(parentId)) inside.add(id);
    }
  }
  return [...inside];
}

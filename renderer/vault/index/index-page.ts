import { z } from 'zod';
import { openEnvelope, sealEnvelope } from '../../../shared/crypto/index.ts';
import { decodeCbor, encodeCbor } from '../../../shared/encoding/cbor.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { IndexPageRow } from '../database/rows.ts';

/** What a sealed page says of one record. */
export const IndexEntry = z.object({
  recordId: z.string(),
  version: z.number().int(),
  phoneLastFour: z.string().nullable(),
  names: z.array(z.string()),
  nameAndBirthDate: z.array(z.string()),
});
export type IndexEntry = Readonly<z.infer<typeof IndexEntry>>;

const IndexEntries = z.array(IndexEntry);

/** Where pages belong; a page is bound to its own id and to the laptop. */
export interface IndexPageKey {
  readonly key: CryptoKey;
  readonly deviceId: string;
}

/** Seals entries as the page `id`. */
export async function sealPage(
  pageKey: IndexPageKey,
  id: string,
  entries: readonly IndexEntry[],
): Promise<IndexPageRow> {
  const sealed = await sealEnvelope(
    pageKey.key,
    kidOf(pageKey),
    'index-page',
    { pageId: id, deviceId: pageKey.deviceId },
    encodeCbor(entries),
  );
  return { id, entries: entries.length, sealed };
}

/** Opens a page. @throws FieldsealError `vault.store-damaged` for one that was changed or moved. */
export async function openPage(
  pageKey: IndexPageKey,
  row: IndexPageRow,
): Promise<readonly IndexEntry[]> {
  try {
    const plain = await openEnvelope(
      (kid) => (kid === kidOf(pageKey) ? pageKey.key : undefined),
      'index-page',
      { pageId: row.id, deviceId: pageKey.deviceId },
      row.sealed,
    );
    return IndexEntries.parse(decodeCbor(plain));
  } catch (cause) {
    throw new FieldsealError('vault.store-damaged', { part: 'index-page' }, cause);
  }
}

function kidOf(pageKey: IndexPageKey): string {
  return `index/${pageKey.deviceId}`;
}

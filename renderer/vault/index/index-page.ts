import { z } from 'zod';
import { openEnvelope, sealEnvelope } from '../../../shared/crypto/index.ts';
import { decodeCbor, encodeCbor } from '../../../shared/encoding/cbor.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { IndexPageRow } from '../database/rows.ts';
import type { SealedIndex } from './index-plan.ts';

/** What a sealed page says of one record. */
const StoredEntry = z.object({
  recordId: z.string(),
  version: z.number().int(),
  operatorId: z.string().optional(),
  sealed: z.object({
    'phone-last-four': z.array(z.number().int()),
    name: z.array(z.number().int()),
    'name-and-birth-date': z.array(z.number().int()),
  }),
  clk: z.instanceof(Uint8Array).nullable(),
});
export interface IndexEntry {
  readonly recordId: string;
  readonly version: number;
  readonly operatorId?: string | undefined;
  readonly sealed: Readonly<Record<SealedIndex, readonly number[]>>;
  readonly clk: Uint8Array | null;
}

const IndexEntries = z.array(StoredEntry);

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

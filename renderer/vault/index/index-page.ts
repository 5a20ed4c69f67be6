import {
  isPadded,
  openEnvelope,
  pad,
  sealEnvelope,
  unpad,
  zeroBytes,
} from '../../../shared/crypto/index.ts';
import type { Bytes } from '../../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { IndexPageRow } from '../database/rows.ts';
import type { IndexEntry } from './index-entry.ts';
import { decodePage, encodePage, type PageColumns } from './page-bytes.ts';
import { firstVersionPage } from './page-version-1.ts';

/** Where pages belong; a page is bound to its own id and to the laptop. */
export interface IndexPageKey {
  readonly key: CryptoKey;
  readonly deviceId: string;
}

/** Pages are as long as a multiple of this: one with a single record does not tell how many tokens its name has. */
const PAGE_BLOCK = 1024;

/** Seals entries as the page `id`. */
export async function sealPage(
  pageKey: IndexPageKey,
  id: string,
  entries: readonly IndexEntry[],
): Promise<IndexPageRow> {
  const page = encodePage(entries);
  const row = await sealEncodedPage(pageKey, id, entries.length, page);
  zeroBytes(page);
  return row;
}

/** Seals what `encodePage` made of so many entries; the bytes stay the caller's. */
export async function sealEncodedPage(
  pageKey: IndexPageKey,
  id: string,
  entries: number,
  page: Bytes,
): Promise<IndexPageRow> {
  const plain = pad(page, PAGE_BLOCK);
  const sealed = await sealEnvelope(
    pageKey.key,
    kidOf(pageKey),
    'index-page',
    { pageId: id, deviceId: pageKey.deviceId },
    plain,
  );
  zeroBytes(plain);
  return { id, entries, format: 2, sealed };
}

/** Opens a page of any version. @throws FieldsealError `vault.store-damaged` for one that was changed or moved. */
export async function openPage(pageKey: IndexPageKey, row: IndexPageRow): Promise<PageColumns> {
  try {
    const plain = await openEnvelope(
      (kid) => (kid === kidOf(pageKey) ? pageKey.key : undefined),
      'index-page',
      { pageId: row.id, deviceId: pageKey.deviceId },
      row.sealed,
    );
    return decodePage(isPadded(plain) ? unpad(plain) : encodePage(firstVersionPage(plain)));
  } catch (cause) {
    throw new FieldsealError('vault.store-damaged', { part: 'index-page' }, cause);
  }
}

function kidOf(pageKey: IndexPageKey): string {
  return `index/${pageKey.deviceId}`;
}

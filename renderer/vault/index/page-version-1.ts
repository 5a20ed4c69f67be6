import { z } from 'zod';
import { numberOfToken } from '../../../shared/crypto/index.ts';
import { decodeCbor } from '../../../shared/encoding/cbor.ts';
import type { IndexEntry } from './index-entry.ts';

/** An entry of version 1: tokens as texts, and neither writer nor encoding. */
const FirstVersionEntries = z.array(
  z.object({
    recordId: z.string(),
    version: z.number().int(),
    phoneLastFour: z.string().nullable(),
    names: z.array(z.string()),
    nameAndBirthDate: z.array(z.string()),
  }),
);

/** The entries of a page as version 1 wrote it. A token's text and its number begin with the same bits. */
export function firstVersionPage(plain: Uint8Array): readonly IndexEntry[] {
  return FirstVersionEntries.parse(decodeCbor(plain)).map((entry) => ({
    recordId: entry.recordId,
    version: entry.version,
    sealed: {
      'phone-last-four': entry.phoneLastFour === null ? [] : [numberOfToken(entry.phoneLastFour)],
      name: entry.names.map(numberOfToken),
      'name-and-birth-date': entry.nameAndBirthDate.map(numberOfToken),
    },
    clk: null,
  }));
}

import { z } from 'zod';
import { fromHex } from '../../shared/encoding/bytes.ts';

const hex = z.string().transform(fromHex);
const Encryption = z.object({ aad: hex, ct: hex, pt: hex, nonce: hex.optional() });
const Export = z.object({ exporter_context: hex, L: z.number(), exported_value: hex });

/** One vector as published with RFC 9180; values in between may be left out, what decides may not. */
export const HpkeVector = z.object({
  mode: z.number(),
  kem_id: z.number(),
  kdf_id: z.number(),
  aead_id: z.number(),
  info: hex,
  ikmR: hex.optional(),
  ikmS: hex.optional(),
  ikmE: hex.optional(),
  skRm: hex,
  skSm: hex.optional(),
  skEm: hex.optional(),
  pkRm: hex,
  pkSm: hex.optional(),
  pkEm: hex.optional(),
  psk: hex.optional(),
  psk_id: hex.optional(),
  enc: hex,
  shared_secret: hex.optional(),
  key_schedule_context: hex.optional(),
  secret: hex.optional(),
  key: hex.optional(),
  base_nonce: hex.optional(),
  exporter_secret: hex.optional(),
  encryptions: z.array(Encryption),
  exports: z.array(Export),
});
export type HpkeVector = z.infer<typeof HpkeVector>;

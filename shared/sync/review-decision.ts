import { z } from 'zod';
import { WrappedRecordKey } from '../crypto/index.ts';

/**
 * A supervisor's decision (payload of a signed message `review-decision`). A returned record carries its
 * key wrapped to the enumerator, who had dropped it, so that the record can be opened and corrected.
 */
export const ReviewDecision = z.discriminatedUnion('verdict', [
  z.object({
    verdict: z.literal('approved'),
    recordId: z.uuid(),
    version: z.number().int(),
    itemHash: z.string(),
    supervisorId: z.string(),
    decidedAt: z.iso.datetime(),
  }),
  z.object({
    verdict: z.literal('returned'),
    recordId: z.uuid(),
    version: z.number().int(),
    itemHash: z.string(),
    supervisorId: z.string(),
    decidedAt: z.iso.datetime(),
    /** Why, for the enumerator. Sealed with the record key: a reason may name the person. */
    sealedReason: z.instanceof(Uint8Array),
    recordKey: WrappedRecordKey,
    /** The same for the enumerator's other laptops: the record may have been restored there. */
    otherKeys: z.array(WrappedRecordKey).max(8).optional(),
  }),
]);
export type ReviewDecision = Readonly<z.infer<typeof ReviewDecision>>;

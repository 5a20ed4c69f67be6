import { z } from 'zod';

/**
 * The review keys of one person's areas, sealed to the key that their grant's request named. It stands in the signed
 * pack, so every laptop carries everybody's and opens its own.
 */
export const ReviewKeyShare = z.object({
  operatorId: z.string(),
  /** Of the request that the person's grant answered: a person has a key of their own on each laptop. */
  requestHash: z.string().regex(/^[0-9a-f]{64}$/u),
  sealed: z.object({ enc: z.instanceof(Uint8Array), ct: z.instanceof(Uint8Array) }),
});
export type ReviewKeyShare = Readonly<z.infer<typeof ReviewKeyShare>>;

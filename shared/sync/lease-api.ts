import { z } from 'zod';
import { Voucher } from './http-api.ts';

const B64 = z.string().regex(/^[\w-]+$/u);

/** GET operators (administrator): every grant with what vouches for it; the client believes the signatures. */
export const OperatorList = z.object({
  operators: z.array(
    z.object({
      voucher: Voucher,
      /** The newest signed renewal. */
      renewal: B64.nullable(),
      deviceCode: z.string(),
      lastSeenAt: z.iso.datetime().nullable(),
      revokedAt: z.iso.datetime().nullable(),
    }),
  ),
});

/** PUT leases (administrator): signed renewals, single or in bulk. */
export const PutRenewals = z.object({ renewals: z.array(B64).min(1).max(200) });

/** What became of each, in order. `not-longer`: the grant holds as long already. */
export const RenewalResults = z.object({
  results: z.array(z.literal(['renewed', 'not-longer', 'unknown', 'revoked'])),
});
export type RenewalOutcome = z.infer<typeof RenewalResults>['results'][number];

/** GET leases (device): the newest renewal of each operator on the device that sends the request. */
export const OwnRenewals = z.object({
  renewals: z.array(B64),
  /** Grants of those operators that were made anew; absent in answers of servers that know one grant for each. */
  grants: z.array(B64).optional(),
  serverTime: z.iso.datetime(),
});

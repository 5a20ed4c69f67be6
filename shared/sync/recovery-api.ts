import { z } from 'zod';
import { Voucher } from './http-api.ts';

const B64 = z.string().regex(/^[\w-]+$/u);
const RequestHash = z.string().regex(/^[0-9a-f]{64}$/u);

/** Paths of recovery, version 1. Closing is PUT, without a body. */
export const RECOVERY_ROUTES = {
  requests: '/v1/recovery/requests',
  answers: '/v1/recovery/requests/:requestHash/answers',
  closure: '/v1/recovery/requests/:requestHash/closure',
} as const;

/** POST requests (the laptop's device key): a signed request; the same again changes nothing. */
export const PostRecoveryRequest = z.object({ request: B64.max(64 * 1024) });
export const PostedRecoveryRequest = z.object({ requestHash: RequestHash });

/** GET requests (administrator): those that wait, oldest first. */
export const RecoveryRequestList = z.object({
  requests: z.array(
    z.object({
      requestHash: RequestHash,
      request: B64,
      operatorName: z.string(),
      deviceCode: z.string(),
      receivedAt: z.iso.datetime(),
      /** Recovery keys whose holders have answered. */
      answeredKids: z.array(z.string()),
    }),
  ),
});
export type ListedRecoveryRequest = Readonly<
  z.infer<typeof RecoveryRequestList>['requests'][number]
>;

/** POST answers (administrator): a signed answer; of one key the newest counts. */
export const PostRecoveryAnswer = z.object({ answer: B64.max(8 * 1024) });

/** GET answers (the laptop that asked): each with a voucher for the administrator who signed it. */
export const RecoveryAnswers = z.object({
  answers: z.array(z.object({ answer: B64, voucher: Voucher })),
});

import { z } from 'zod';

/** Bodies of the routes of the server's audit chain. Signed messages and CBOR travel as base64url text. */
const B64 = z.string().regex(/^[\w-]+$/u);
const Hash = z.string().regex(/^[0-9a-f]{64}$/u);

export const AUDIT_ROUTES = {
  checkpoint: '/v1/audit/checkpoint',
  events: '/v1/audit/events',
} as const;

/** Events in one page at most. */
export const LARGEST_EVENT_PAGE = 1000;

/** GET checkpoint (any device or operator): where the chain ends now, signed by the server. */
export const CheckpointBody = z.object({ checkpoint: B64 });

/** GET events?after=SEQUENCE&limit=N (auditing): the chain, from the event after that one. */
export const AuditEventPage = z.object({
  events: z.array(
    z.object({
      sequence: z.number().int(),
      previousHash: Hash,
      hash: Hash,
      /** Deterministic CBOR, the very bytes that are hashed. */
      event: B64,
    }),
  ),
  /** Where the chain ended when the page was read; the reading itself comes after it. */
  checkpoint: B64,
  more: z.boolean(),
});
export type AuditEventPage = Readonly<z.infer<typeof AuditEventPage>>;

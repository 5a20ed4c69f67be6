import { z } from 'zod';

/**
 * What the shell and its native helper program say to each other: one request as a line of JSON on the helper's
 * standard input, one answer as a line on its standard output, then the helper ends. Secrets travel in these pipes
 * only, never in arguments or environment, which other processes can read. docs/native-helper.md says the same for
 * whoever writes a helper.
 */
export const HELPER_PROTOCOL_VERSION = 1;

const B64 = z
  .string()
  .max(16_384)
  .regex(/^[\w-]*$/u);

/** Names a key in the system's own store: `fieldseal.<operator hash>.<key id>`. */
export type HelperRequest =
  | { readonly command: 'status' }
  /** macOS: keeps `secret` so that only the biometric check releases it. */
  | { readonly command: 'store'; readonly name: string; readonly secret: string }
  | { readonly command: 'read'; readonly name: string; readonly reason: string }
  /** Windows: makes a key that only Windows Hello uses; it never leaves the system. */
  | { readonly command: 'create'; readonly name: string }
  | { readonly command: 'sign'; readonly name: string; readonly challenge: string }
  | { readonly command: 'delete'; readonly name: string };

/** Why a helper refused, closed. */
export const HELPER_REFUSALS = ['cancelled', 'key-lost', 'unavailable', 'failed'] as const;
export type HelperRefusal = (typeof HELPER_REFUSALS)[number];

/** A helper's answer. Unknown members are refused: an answer of another protocol must not pass for one of this. */
export const HelperAnswer = z.discriminatedUnion('ok', [
  z.strictObject({
    version: z.literal(HELPER_PROTOCOL_VERSION),
    ok: z.literal(true),
    available: z.boolean().optional(),
    secret: B64.optional(),
    signature: B64.optional(),
  }),
  z.strictObject({
    version: z.literal(HELPER_PROTOCOL_VERSION),
    ok: z.literal(false),
    refusal: z.literal(HELPER_REFUSALS),
  }),
]);
export type HelperSuccess = Extract<z.infer<typeof HelperAnswer>, { readonly ok: true }>;

import { z } from 'zod';

/**
 * Web Authentication's JSON forms (Level 3, section 5.1), as narrow as the offline relying party uses
 * them. What comes from the page is bounded in length, since it crosses into a trusted process.
 */
const MAX_B64 = 64 * 1024;
const B64 = z
  .string()
  .min(1)
  .max(MAX_B64)
  .regex(/^[\w-]+$/u);

/** Dropped whatever it holds: a PRF output in there is key material that the shell must not see. */
const ExtensionResults = z.unknown().transform(() => ({}));

const Credential = z.object({
  id: B64,
  rawId: B64,
  type: z.literal('public-key'),
  clientExtensionResults: ExtensionResults,
});

/**
 * What `navigator.credentials.create()` answered, as JSON (RegistrationResponseJSON). What verification does not
 * read (transports, attachment, public key in other forms) is left out.
 */
export const RegistrationResponse = Credential.extend({
  response: z.object({ clientDataJSON: B64, attestationObject: B64 }),
});

/** What `navigator.credentials.get()` answered, as JSON (AuthenticationResponseJSON), likewise. */
export const AssertionResponse = Credential.extend({
  response: z.object({ clientDataJSON: B64, authenticatorData: B64, signature: B64 }),
});

/** PublicKeyCredentialCreationOptionsJSON, always with user verification required. */
export const CreationOptions = z.object({
  rp: z.object({ id: z.string(), name: z.string() }),
  user: z.object({ id: B64, name: z.string(), displayName: z.string() }),
  challenge: B64,
  pubKeyCredParams: z.array(z.object({ type: z.literal('public-key'), alg: z.int() })),
  timeout: z.int(),
  attestation: z.literal('none'),
  authenticatorSelection: z.object({
    residentKey: z.literal('discouraged'),
    userVerification: z.literal('required'),
  }),
});
export type CreationOptions = z.infer<typeof CreationOptions>;

/** PublicKeyCredentialRequestOptionsJSON, always with user verification required. */
export const RequestOptions = z.object({
  rpId: z.string(),
  challenge: B64,
  timeout: z.int(),
  userVerification: z.literal('required'),
  allowCredentials: z.array(z.object({ type: z.literal('public-key'), id: B64 })),
});
export type RequestOptions = z.infer<typeof RequestOptions>;

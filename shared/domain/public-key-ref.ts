import { z } from 'zod';

/** A public key as it travels: its id and its 32 bytes, base64url. */
export const PublicKeyRef = z.object({ kid: z.string().min(1), key: z.string().min(43).max(43) });
export type PublicKeyRef = Readonly<z.infer<typeof PublicKeyRef>>;

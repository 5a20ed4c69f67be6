import { z } from 'zod';

/** A code of its own, short enough for a key id: `biometric`, `case-notes`. */
const PurposeCode = z.string().regex(/^[a-z][a-z0-9-]{1,30}$/u);

/** What keys are for, how long one is used, and what must hold it. */
export const KeyPurpose = z.object({
  code: PurposeCode,
  /** Days after which a key is to be renewed. */
  rotationDays: z.number().int().min(1).max(3650),
  /** Days after that in which it still encrypts. It decrypts for as long as it is kept. */
  graceDays: z.number().int().min(0).max(365),
  /** Only a provider that keeps its root key in hardware may serve it. */
  requiresHardware: z.boolean(),
});
export type KeyPurpose = Readonly<z.infer<typeof KeyPurpose>>;

/**
 * The purposes every programme has. Credentials need no hardware here: a laptop has none to offer, its operators'
 * keys rest on their unlock factors. A programme that sees this otherwise declares a purpose of its own.
 */
export const KEY_PURPOSES: readonly KeyPurpose[] = [
  { code: 'pii', rotationDays: 365, graceDays: 30, requiresHardware: false },
  { code: 'financial', rotationDays: 180, graceDays: 30, requiresHardware: true },
  { code: 'credentials', rotationDays: 365, graceDays: 30, requiresHardware: false },
  { code: 'api', rotationDays: 90, graceDays: 14, requiresHardware: false },
  { code: 'backup', rotationDays: 365, graceDays: 30, requiresHardware: false },
];

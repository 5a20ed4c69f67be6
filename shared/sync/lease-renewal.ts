import { z } from 'zod';
import {
  openSignedMessage,
  peekUnverified,
  signMessage,
  type SigningKey,
} from '../crypto/index.ts';
import { concatBytes, utf8, type Bytes } from '../encoding/bytes.ts';
import { FieldsealError } from '../errors/fieldseal-error.ts';
import { frame, readFrames } from './framing.ts';

/** First eight bytes of every `.fslease`. */
const MAGIC = utf8('FSLEASE\u0001');

/**
 * The administrator lengthens a grant (payload of a signed message `lease-renewal`). It names the grant by its
 * request's hash and the device, so it is worth nothing for another person or laptop; it can only lengthen, so an old
 * one played again does nothing.
 */
export const LeaseRenewal = z
  .strictObject({
    formatVersion: z.literal(1),
    programmeId: z.string().min(1).max(64),
    operatorId: z.string().min(1).max(128),
    deviceId: z.string().min(1).max(64),
    requestHash: z.string().regex(/^[0-9a-f]{64}$/u),
    issuedAt: z.iso.datetime(),
    leaseUntil: z.iso.datetime(),
  })
  .refine((renewal) => Date.parse(renewal.leaseUntil) > Date.parse(renewal.issuedAt));
export type LeaseRenewal = Readonly<z.infer<typeof LeaseRenewal>>;

/** Signs a renewal by the administrator's key. */
export async function signLeaseRenewal(
  administratorKey: SigningKey,
  renewal: LeaseRenewal,
): Promise<Bytes> {
  return signMessage(administratorKey, 'lease-renewal', LeaseRenewal.parse(renewal));
}

/** Opens a renewal. @throws FieldsealError `lease.tampered` for anything that this administrator did not sign. */
export async function openLeaseRenewal(
  signed: Uint8Array,
  administrator: { readonly kid: string; readonly publicKey: Bytes },
): Promise<LeaseRenewal> {
  try {
    const { payload } = await openSignedMessage(signed, 'lease-renewal', (kid) =>
      kid === administrator.kid ? administrator.publicKey : undefined,
    );
    return LeaseRenewal.parse(payload);
  } catch (cause) {
    throw new FieldsealError('lease.tampered', {}, cause);
  }
}

/** What a `.fslease` file brings to laptops without a network, all of it signed by the administrator. */
export interface LeaseFile {
  /** Signed messages `lease-renewal`. */
  readonly renewals: readonly Bytes[];
  /** Signed messages `provisioning-grant`, of people whose grant was made anew. */
  readonly grants: readonly Bytes[];
}

/** Renewals, and grants that were made anew, as a `.fslease` file. */
export function writeLeaseFile({ renewals, grants }: LeaseFile): Bytes {
  return concatBytes(MAGIC, ...[...renewals, ...grants].map(frame));
}

/** What a file brings, NOT verified. @throws FieldsealError `lease.tampered` for any other file. */
export function readLeaseFile(bytes: Bytes): LeaseFile {
  try {
    const parts = readFrames(MAGIC, bytes);
    const isGrant = (part: Bytes): boolean => peekUnverified(part).context === 'provisioning-grant';
    return {
      renewals: parts.filter((part) => !isGrant(part)),
      grants: parts.filter(isGrant),
    };
  } catch (cause) {
    throw new FieldsealError('lease.tampered', {}, cause);
  }
}

import { z } from 'zod';
import { FormDefinition } from '../forms/form-definition.ts';
import { Area } from './area.ts';
import { ConsentNotice } from './consent-notice.ts';
import { KeyPurpose } from './key-purpose.ts';
import { LocalizedText } from './localized-text.ts';
import { PublicKeyRef } from './public-key-ref.ts';
import { ReviewKeyShare } from './review-key-share.ts';
import { CustomRole } from './role.ts';
import { RecoveryKeys } from './recovery-keys.ts';

/** Tiers of the second unlock factor, strongest first (architecture, Keys). */
export const SlotTier = z.literal(['bound', 'native-bound', 'gated', 'passphrase-only']);
export type SlotTier = z.infer<typeof SlotTier>;

/** Rules the programme sets for its laptops. */
export const ProgrammePolicy = z.object({
  allowedTiers: z.array(SlotTier).min(1),
  idleLockSeconds: z.number().int().min(30).max(86_400),
  idleWarningSeconds: z.number().int().min(5).max(600),
  leaseDays: z.number().int().min(1).max(366),
  batchMaxItems: z.number().int().min(1).max(1000),
  passphraseMinLength: z.number().int().min(8).max(128),
});
export type ProgrammePolicy = Readonly<z.infer<typeof ProgrammePolicy>>;

/** What a programme is before its first administrator gives it keys. Written by the server's seed. */
export const ProgrammeDraft = z.object({
  id: z.string().min(1).max(64),
  version: z.number().int().min(1),
  name: LocalizedText,
  areas: z.array(Area).min(1),
  notice: ConsentNotice,
  form: FormDefinition,
  policy: ProgrammePolicy,
  /** Purposes of keys beyond the built-in ones. */
  keyPurposes: z.array(KeyPurpose).max(50).optional(),
  /** Roles beyond the built-in ones. */
  roles: z.array(CustomRole).max(50).optional(),
});
export type ProgrammeDraft = Readonly<z.infer<typeof ProgrammeDraft>>;

/** Supervisors and administrators of a programme, on all their laptops. */
const MOST_SHARES = 5000;

/** A review key's public half: records of the area and of all below it are sealed to it. */
export const ReviewKeyRef = z.object({
  areaId: z.string(),
  epoch: z.number().int().min(1),
  publicKey: PublicKeyRef,
});
export type ReviewKeyRef = Readonly<z.infer<typeof ReviewKeyRef>>;

/**
 * Grants of this person count only where they were issued at that time or later. The administrator's signature says so:
 * the server, which hands out grants, must not be able to bring an older one back.
 */
export const GrantFloor = z.object({
  operatorId: z.string().min(1).max(128),
  issuedAt: z.iso.datetime(),
});
export type GrantFloor = Readonly<z.infer<typeof GrantFloor>>;

/**
 * The programme as laptops use it. The administrator signs it: the server, which only carries it, can
 * exchange neither a review key nor a notice.
 */
export const ProgrammePack = ProgrammeDraft.extend({
  formatVersion: z.literal(1),
  serverSigningKey: PublicKeyRef,
  administratorSigningKey: PublicKeyRef,
  reviewKeys: z.array(ReviewKeyRef).min(1),
  /** Of the newest review period: each person's keys, sealed to them. Absent until there was a second one. */
  reviewKeyShares: z.array(ReviewKeyShare).max(MOST_SHARES).optional(),
  /**
   * Laptops whose people are left out of every period from then on. The administrator's signature says so: the server,
   * which lists who is revoked, must not be able to let somebody in again.
   */
  closedDevices: z.array(z.string().min(1).max(64)).max(MOST_SHARES).optional(),
  /** Of people from whom something was taken away: the oldest grant that still counts. */
  grantFloors: z.array(GrantFloor).max(MOST_SHARES).optional(),
  /** Absent until the administrator has made recovery keys. */
  recovery: RecoveryKeys.optional(),
});
export type ProgrammePack = Readonly<z.infer<typeof ProgrammePack>>;

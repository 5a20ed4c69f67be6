import { z } from 'zod';
import { SlotTier } from '../domain/programme.ts';

/** Everything that goes into an operator's audit chain, closed; `audit.kind.<kind>` in shared/i18n says it in words. */
export const AUDIT_KINDS = [
  // the chain itself
  'audit.started',
  'audit.damage-found',
  'audit.events-lost',
  'audit.verified',
  'audit.exported',
  // the vault
  'vault.unlocked',
  'vault.unlock-failed',
  'vault.locked',
  'factor.added',
  'factor.replaced',
  'factor.removed',
  'passphrase.changed',
  'lease.renewed',
  'order.carried-out',
  // content
  'content.decrypted',
  'content.open-failed',
  'content.encrypted',
  'record.sealed',
  'draft.discarded',
  'records.searched',
  'duplicates.checked',
  // sync and review
  'sync.finished',
  'courier.handed-over',
  'courier.taken',
  'courier.receipts-written',
  'courier.receipts-read',
  'courier.dropped',
  'decision.signed',
  // keys
  'keys.used',
  'keys.created',
  'keys.rotated',
  'keys.re-encrypted',
  'keys.destroyed',
  // backup and recovery
  'backup.made',
  'backup.restored',
  'recovery.prepared',
  'recovery.requested',
  'recovery.share-released',
  'recovery.completed',
  // provisioning
  'grant.accepted',
  'provisioning.approved',
  'provisioning.rejected',
  'person.added',
  'code.issued',
  'assignments.changed',
  'grant.changed',
  'roles.changed',
  'device.revoked',
  'order.given',
  'review-keys.renewed',
  // the server's log
  'server-log.conflict-found',
  'server-log.exported',
] as const;

/**
 * Why content is decrypted, closed; `audit.reason.<reason>` says it in words. `other` is for callers of the key manager
 * and needs a note.
 */
export const DECRYPT_REASONS = [
  'view-own-record',
  'view-list',
  'continue-draft',
  'correct',
  'duplicate-comparison',
  'review',
  'backup',
  'delivery',
  'index-upkeep',
  'other',
] as const;
export type DecryptReason = (typeof DECRYPT_REASONS)[number];

/** Characters that a note may have. */
export const LONGEST_NOTE = 200;
/** Records that one event names; of more it gives the number only. */
export const MOST_RECORD_IDS = 200;

/**
 * One event. Ids, numbers and closed words only: no name, no answer, nothing that was searched for. A note is what
 * somebody gave as a reason, and is sealed like the rest.
 */
export const AuditEvent = z.strictObject({
  kind: z.literal(AUDIT_KINDS),
  reason: z.literal(DECRYPT_REASONS).optional(),
  note: z.string().max(LONGEST_NOTE).optional(),
  recordIds: z.array(z.string().max(64)).max(MOST_RECORD_IDS).readonly().optional(),
  count: z.number().int().min(0).optional(),
  /** What was acted on besides records: a slot, a device, a request's hash, another operator. */
  subject: z.string().max(128).optional(),
  tier: SlotTier.optional(),
  purpose: z.string().max(64).optional(),
  keyId: z.string().max(64).optional(),
  version: z.number().int().optional(),
  /** Code of the error, for what failed. */
  code: z.string().max(64).optional(),
});
export type AuditEvent = Readonly<z.infer<typeof AuditEvent>>;

/** An event as it is kept: with the laptop's time, which nobody vouches for. */
export const AuditEntry = AuditEvent.extend({ at: z.iso.datetime() });
export type AuditEntry = Readonly<z.infer<typeof AuditEntry>>;

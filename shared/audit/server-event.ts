import { z } from 'zod';

/** Everything that goes into the server's audit chain, closed. */
export const SERVER_AUDIT_ACTIONS = [
  // the server
  'server.started',
  'programme.seeded',
  'programme.published',
  // provisioning
  'code.issued',
  'code.claimed',
  'provisioning.requested',
  'provisioning.approved',
  'provisioning.rejected',
  'device.revoked',
  'lease.renewed',
  'order.suspend',
  'order.resume',
  'order.destroy-keys',
  'order.fetched',
  'order.carried-out',
  'person.added',
  'assignments.changed',
  // records
  'batch.taken',
  'batch.refused',
  'record.approved',
  'record.returned',
  // recovery
  'recovery.requested',
  'recovery.answered',
  'recovery.closed',
  // reads of what is about people
  'records.read',
  'attachment.read',
  'decisions.read',
  'devices.read',
  'orders.read',
  'loss-report.read',
  'operators.read',
  'people.read',
  'requests.read',
  'recovery-requests.read',
  'recovery-answers.read',
  'audit.read',
] as const;

/** What something was read for, closed: the server hands nothing out without one. */
export const READ_PURPOSES = [
  'review',
  'correction',
  'delivery',
  'device-administration',
  'lost-laptop',
  'lease-renewal',
  'provisioning',
  'recovery',
  'audit',
] as const;

/** Records and areas that one event names; of more it gives the number only. */
export const MOST_NAMED = 200;

const Id = z.string().min(1).max(128);
const Count = z.number().int().min(0);

/**
 * Who did it. `device` and `operator` have proven their key; `code` held a person's one-time code and has proven nothing
 * else; `host` worked at the server's own command line; `server` is the server by itself.
 */
export const ServerAuditActor = z.strictObject({
  kind: z.literal(['server', 'host', 'code', 'device', 'operator']),
  operatorId: Id.optional(),
  deviceId: Id.optional(),
});
export type ServerAuditActor = Readonly<z.infer<typeof ServerAuditActor>>;

/** What happened: ids, numbers and closed words only. No name, no token, nothing that was typed. */
const Happening = z.strictObject({
  action: z.literal(SERVER_AUDIT_ACTIONS),
  /** For reads: what for. */
  purpose: z.literal(READ_PURPOSES).optional(),
  /** What was acted on: a device, an operator, or the hash of a request, batch or attachment. */
  subject: Id.optional(),
  /** The person it was about, where `subject` does not say so. */
  operatorId: Id.optional(),
  recordIds: z.array(Id).max(MOST_NAMED).readonly().optional(),
  /** Areas that what was read was limited to. */
  areaIds: z.array(Id).max(MOST_NAMED).readonly().optional(),
  count: Count.optional(),
  /** Cursors of the first and last thing that was read. */
  from: Count.optional(),
  to: Count.optional(),
  /** A batch's number on its device, and its verdicts. */
  batch: Count.optional(),
  accepted: Count.optional(),
  held: Count.optional(),
  refused: Count.optional(),
  /** Number of an order to a laptop. */
  order: Count.optional(),
  /** Version of the programme. */
  version: Count.optional(),
  /** Version of the server's program. */
  release: z.string().max(64).optional(),
  /** Code of the error, for what was refused. */
  code: z.string().max(64).optional(),
});
export type Happening = Readonly<z.infer<typeof Happening>>;

/** An event of the server's chain. `at` is the server's clock; the order is that of the sequence. */
export const ServerAuditEvent = Happening.extend({
  at: z.iso.datetime(),
  actor: ServerAuditActor,
  /** Names the request in the server's log and in the answer's `x-request-id`. */
  requestId: z.string().max(64).optional(),
});
export type ServerAuditEvent = Readonly<z.infer<typeof ServerAuditEvent>>;

/** The ids that an event may name, of any number. */
export function firstNamed(ids: readonly string[]): readonly string[] {
  return ids.slice(0, MOST_NAMED);
}

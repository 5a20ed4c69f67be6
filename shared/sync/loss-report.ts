import { z } from 'zod';
import { Assignments } from '../domain/assignment.ts';
import { RoleName } from '../domain/role.ts';

/**
 * GET loss-report (administrator): everything the server knows of a laptop, for judging what its loss means. It holds
 * no registrant's data; what was never delivered the server cannot know, only bound.
 */
export const LossReport = z.object({
  deviceId: z.string(),
  deviceCode: z.string(),
  lastSeenAt: z.iso.datetime().nullable(),
  revokedAt: z.iso.datetime().nullable(),
  operators: z.array(
    z.object({
      operatorId: z.string(),
      name: z.string(),
      role: RoleName,
      areaIds: z.array(z.string()),
      /** As in a claim. */
      assignments: Assignments.optional(),
      grantedAt: z.iso.datetime(),
      leaseUntil: z.iso.datetime(),
    }),
  ),
  batches: z.number().int(),
  lastReceiptAt: z.iso.datetime().nullable(),
  /** Registrations delivered, in their newest version, by where they stand. */
  records: z.object({
    received: z.number().int(),
    approved: z.number().int(),
    returned: z.number().int(),
  }),
  /** When the newest of the delivered registrations was saved: what came after is not here. */
  lastSavedAt: z.iso.datetime().nullable(),
  byDay: z.array(z.object({ day: z.iso.date(), records: z.number().int() })),
  byArea: z.array(
    z.object({ areaId: z.string(), records: z.number().int(), lastSavedAt: z.iso.datetime() }),
  ),
  highestCounter: z.number().int(),
  /** Running part of the laptop's registration numbers: the highest seen, and the ones below it that never came. */
  highestNumber: z.number().int().nullable(),
  missingNumbers: z.object({
    count: z.number().int(),
    ranges: z.array(z.object({ from: z.number().int(), to: z.number().int() })),
  }),
  /** Private review keys that its supervisors and administrators hold. */
  reviewKeys: z.array(z.object({ areaId: z.string(), epoch: z.number().int() })),
});
export type LossReport = Readonly<z.infer<typeof LossReport>>;

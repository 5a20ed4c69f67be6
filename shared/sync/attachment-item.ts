import { z } from 'zod';

/** Largest attachment that a server takes, in bytes as it is sealed. */
export const LARGEST_ATTACHMENT = 8 * 1024 * 1024;

/**
 * An attachment as it travels (payload of a signed message `attachment-item` by the operator), in a batch after that of
 * its record, so that records arrive before photos. The server keeps `sealed` under its SHA-256, which the sealed
 * record names beside the key.
 */
export const AttachmentItem = z.object({
  programmeId: z.string(),
  recordId: z.uuid(),
  /** The version of the record that first had it. */
  version: z.number().int().min(1),
  deviceId: z.string(),
  areaId: z.string(),
  operatorId: z.string(),
  savedAt: z.iso.datetime(),
  /** An envelope of profile `attachment`, bound to programme and record. */
  sealed: z.instanceof(Uint8Array),
});
export type AttachmentItem = Readonly<z.infer<typeof AttachmentItem>>;

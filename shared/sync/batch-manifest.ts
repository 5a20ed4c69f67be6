import { z } from 'zod';
import { PublicKeyRef } from '../domain/public-key-ref.ts';

const Sha256Hex = z.string().regex(/^[0-9a-f]{64}$/u);

/** What the manifest says of one item: enough to verify it without opening it. */
export const ManifestItem = z.object({
  kind: z.literal(['registrant', 'attachment']),
  recordId: z.uuid(),
  version: z.number().int().min(1),
  areaId: z.string().min(1).max(64),
  /** SHA-256 of the item's bytes in the file. */
  hash: Sha256Hex,
  size: z.number().int().min(1),
});
export type ManifestItem = Readonly<z.infer<typeof ManifestItem>>;

/** Payload of the signed manifest (context `batch-manifest`, signed by the device). */
export const BatchManifest = z.object({
  protocolVersion: z.number().int().min(1),
  programmeId: z.string().min(1).max(64),
  deviceId: z.string().min(1).max(64),
  /** 1, 2, 3 … without gaps for each device. */
  sequence: z.number().int().min(1),
  /** Hash of the batch before, or 64 zeros for the first. */
  previousHash: Sha256Hex,
  createdAt: z.iso.datetime(),
  deviceCounter: z.number().int().min(0),
  /** The last time heard from the server, or null; the laptop's own clock is not trusted. */
  lastServerTime: z.iso.datetime().nullable(),
  items: z.array(ManifestItem).min(1).max(1000),
  /**
   * Public keys of those who signed what is in the file, the device first, so that anybody can check it without asking
   * us for a key. Who they are only the programme says: a key's id is made of the key. From version 3 on.
   */
  signers: z.array(PublicKeyRef).min(1).max(64).optional(),
});
export type BatchManifest = Readonly<z.infer<typeof BatchManifest>>;

/** `previousHash` of a device's first batch. */
export const NO_PREVIOUS_BATCH = '0'.repeat(64);

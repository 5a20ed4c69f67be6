import { z } from 'zod';
import { BirthDate } from '../forms/form-definition.ts';
import { ConsentRecord } from './consent.ts';

const PhotoType = z.literal(['image/jpeg', 'image/webp']);

/** Within the record itself, as it was before attachments travelled apart. */
const Photo = z.object({ mediaType: PhotoType, bytes: z.instanceof(Uint8Array) });

/** A photo that travels apart from its record: by which hash its sealed bytes go, and the key that opens them. */
export const AttachedPhoto = z.object({
  mediaType: PhotoType,
  attachment: z.object({
    /** SHA-256 of the sealed bytes, hex. */
    hash: z.string().regex(/^[0-9a-f]{64}$/u),
    key: z.instanceof(Uint8Array).refine((key) => key.length === 32),
  }),
});
export type AttachedPhoto = Readonly<z.infer<typeof AttachedPhoto>>;

/** What is encrypted for one registrant: the answers and the consent they rest on. */
export const RegistrantRecord = z.object({
  schemaVersion: z.literal(1),
  id: z.uuid(),
  /** 1 at first save; a correction of a returned record is the next version. */
  version: z.number().int().min(1),
  programmeId: z.string(),
  form: z.object({ id: z.string(), version: z.number().int() }),
  areaId: z.string(),
  operatorId: z.string(),
  deviceId: z.string(),
  /** Number printed on the registrant's slip: device code and its running number. */
  registrationNumber: z.string(),
  /** Laptop clock at saving; never trusted alone, see deviceCounter. */
  savedAt: z.iso.datetime(),
  deviceCounter: z.number().int().min(0),
  answers: z.record(z.string(), z.union([z.string(), BirthDate, Photo, AttachedPhoto])),
  consent: ConsentRecord,
});
export type RegistrantRecord = Readonly<z.infer<typeof RegistrantRecord>>;

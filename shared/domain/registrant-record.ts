import { z } from 'zod';
import { BirthDate } from '../forms/form-definition.ts';
import { ConsentRecord } from './consent.ts';

const Photo = z.object({
  mediaType: z.literal(['image/jpeg', 'image/webp']),
  bytes: z.instanceof(Uint8Array),
});

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
  answers: z.record(z.string(), z.union([z.string(), BirthDate, Photo])),
  consent: ConsentRecord,
});
export type RegistrantRecord = Readonly<z.infer<typeof RegistrantRecord>>;

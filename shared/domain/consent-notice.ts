import { z } from 'zod';
import { LocalizedText } from './localized-text.ts';

/** One purpose a person is asked about, in terms of the Data Privacy Vocabulary 2. */
export const ConsentPurpose = z.object({
  id: z.string().min(1).max(64),
  dpvUri: z.url(),
  name: LocalizedText,
  description: LocalizedText,
  /** Without it nobody can be enrolled: refusing it ends the enrolment and nothing is kept. */
  required: z.boolean(),
});
export type ConsentPurpose = Readonly<z.infer<typeof ConsentPurpose>>;

/** A consent notice; immutable once used: a change of text is a new version (ISO/IEC 29184). */
export const ConsentNotice = z.object({
  id: z.string().min(1).max(64),
  version: z.number().int().min(1),
  controller: z.object({ name: z.string().min(1), contact: z.string().min(1) }),
  recipients: z.array(z.string().min(1)),
  title: LocalizedText,
  body: LocalizedText,
  purposes: z.array(ConsentPurpose).min(1),
  /** Days the consent stays valid from the day it is given. */
  validityDays: z.number().int().min(1).max(3660),
});
export type ConsentNotice = Readonly<z.infer<typeof ConsentNotice>>;

/** Languages in which both title and body exist. */
export function noticeLanguages(notice: ConsentNotice): readonly string[] {
  return Object.keys(notice.body).filter((tag) => notice.title[tag] !== undefined);
}

import { z } from 'zod';
import { FieldsealError } from '../errors/fieldseal-error.ts';
import type { ConsentNotice } from './consent-notice.ts';

/** States of a consent record (ISO/IEC TS 27560, DPV 2 consent status). */
export const ConsentStatus = z.literal([
  'requested',
  'given',
  'renewed',
  'refused',
  'withdrawn',
  'expired',
  'invalidated',
]);
export type ConsentStatus = z.infer<typeof ConsentStatus>;

/** The only transitions there are; whatever is not listed is refused. */
const TRANSITIONS: Readonly<Record<ConsentStatus, readonly ConsentStatus[]>> = {
  requested: ['given', 'refused'],
  given: ['renewed', 'withdrawn', 'expired', 'invalidated'],
  renewed: ['withdrawn', 'expired', 'invalidated'],
  expired: ['renewed'],
  refused: [],
  withdrawn: [],
  invalidated: [],
};

/** How the person expressed the decision. */
export const CollectionMethod = z.literal(['verbal-witnessed', 'signature', 'electronic']);
export type CollectionMethod = z.infer<typeof CollectionMethod>;

const IsoDate = z.iso.date();

/** The consent record captured at enrolment (ISO/IEC TS 27560 in DPV 2 terms, thin profile). */
export const ConsentRecord = z.object({
  schemaVersion: z.literal(1),
  id: z.uuid(),
  /** Record id of the registrant the consent is about. */
  registrantId: z.uuid(),
  controller: z.object({ name: z.string(), contact: z.string() }),
  recipients: z.array(z.string()),
  notice: z.object({
    id: z.string(),
    version: z.number().int(),
    language: z.string(),
    /** SHA-256 of the notice as shown in that language, hex. */
    hash: z.string().regex(/^[0-9a-f]{64}$/u),
  }),
  legalBasis: z.literal('consent'),
  /** The person's answer for each purpose of the notice. */
  purposes: z.record(z.string(), z.literal(['given', 'refused'])),
  collectionMethod: CollectionMethod,
  witness: z.string().max(200).optional(),
  /** Signature strokes as an SVG path in a 600 x 200 box, where one was drawn. */
  signaturePath: z.string().max(60_000).optional(),
  effectiveDate: IsoDate,
  expiryDate: IsoDate,
  status: ConsentStatus,
  history: z.array(z.object({ status: ConsentStatus, at: z.iso.datetime() })).min(1),
});
export type ConsentRecord = Readonly<z.infer<typeof ConsentRecord>>;

/**
 * The consent in its next state, history kept.
 * @throws FieldsealError `consent.transition-invalid` for a step that the table does not list.
 */
export function transitionConsent<Consent extends Pick<ConsentRecord, 'status' | 'history'>>(
  consent: Consent,
  to: ConsentStatus,
  at: string,
): Consent {
  if (!TRANSITIONS[consent.status].includes(to)) {
    throw new FieldsealError('consent.transition-invalid', { from: consent.status, to });
  }
  return { ...consent, status: to, history: [...consent.history, { status: to, at }] };
}

/**
 * Asked at the moment of processing: may data be processed for `purposeId` on `today` (ISO date)?
 * Fails closed: a purpose the consent does not name, or any state but given or renewed, is a no.
 */
export function checkConsent(consent: ConsentRecord, purposeId: string, today: string): boolean {
  return (
    (consent.status === 'given' || consent.status === 'renewed') &&
    consent.purposes[purposeId] === 'given' &&
    consent.effectiveDate <= today &&
    today <= consent.expiryDate
  );
}

/** True when the answers cover every purpose of the notice and none required was refused. */
export function answersAllow(
  notice: ConsentNotice,
  answers: Readonly<Record<string, 'given' | 'refused'>>,
): boolean {
  return notice.purposes.every((purpose) => {
    const answer = answers[purpose.id];
    return answer === 'given' || (answer === 'refused' && !purpose.required);
  });
}

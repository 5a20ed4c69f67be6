import { randomId, sha256 } from '../../../shared/crypto/index.ts';
import { noticeLanguages, type ConsentNotice } from '../../../shared/domain/consent-notice.ts';
import {
  checkConsent,
  transitionConsent,
  type ConsentRecord,
} from '../../../shared/domain/consent.ts';
import { localize } from '../../../shared/domain/localized-text.ts';
import { toHex } from '../../../shared/encoding/bytes.ts';
import { encodeCbor } from '../../../shared/encoding/cbor.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { DraftContent } from '../drafts/draft-content.ts';
import type { Draft } from '../vault-api.ts';
import { calendarDay } from '../vault-context.ts';

const DAY_MS = 86_400_000;

/** What all consents have in common that are given to one notice, in one language, at one moment. */
type CommonConsent = Pick<
  ConsentRecord,
  | 'schemaVersion'
  | 'controller'
  | 'recipients'
  | 'notice'
  | 'legalBasis'
  | 'effectiveDate'
  | 'expiryDate'
  | 'status'
  | 'history'
>;

/** The last moment's, by language: an import asks for the same ones for every person. */
const remembered = new WeakMap<
  ConsentNotice,
  { readonly at: number; readonly byLanguage: Map<string, CommonConsent> }
>();

function commonConsent(notice: ConsentNotice, language: string, now: Date): CommonConsent {
  const at = now.getTime();
  const last = remembered.get(notice);
  const moment = last?.at === at ? last : { at, byLanguage: new Map<string, CommonConsent>() };
  remembered.set(notice, moment);
  const known = moment.byLanguage.get(language);
  if (known !== undefined) return known;
  const { id, version } = notice;
  const requested: CommonConsent = {
    schemaVersion: 1,
    controller: notice.controller,
    recipients: notice.recipients,
    notice: { id, version, language, hash: hashNotice(notice, language) },
    legalBasis: 'consent',
    effectiveDate: calendarDay(now),
    expiryDate: calendarDay(new Date(at + notice.validityDays * DAY_MS)),
    status: 'requested',
    history: [{ status: 'requested', at: now.toISOString() }],
  };
  const given = transitionConsent(requested, 'given', now.toISOString());
  moment.byLanguage.set(language, given);
  return given;
}

/** SHA-256 (hex) over the notice as shown in one language: a change of any word is another hash. */
function hashNotice(notice: ConsentNotice, language: string): string {
  return toHex(
    sha256(
      encodeCbor({
        id: notice.id,
        version: notice.version,
        language,
        title: localize(notice.title, language),
        body: localize(notice.body, language),
        purposes: notice.purposes.map((purpose) => ({
          id: purpose.id,
          name: localize(purpose.name, language),
          description: localize(purpose.description, language),
        })),
      }),
    ),
  );
}

/**
 * The consent record that a draft's answers make; fails closed.
 * @throws FieldsealError `consent.missing`, `consent.refused`, `consent.notice-changed`.
 */
export function consentOfDraft(
  notice: ConsentNotice,
  content: DraftContent,
  now: Date,
): ConsentRecord {
  const { draft, original } = content;
  const today = calendarDay(now);
  if (original !== null && sameAnswers(original.consentDraft, draft.consent)) {
    return stillValid(original.consent, today);
  }
  if (content.noticeVersion !== notice.version) {
    throw new FieldsealError('consent.notice-changed', {
      shown: content.noticeVersion,
      current: notice.version,
    });
  }
  checkAnswers(notice, draft.consent);
  const { method, noticeLanguage } = draft.consent;
  if (method === null) throw new FieldsealError('consent.missing', { missing: 'method' });
  const consent: ConsentRecord = {
    ...commonConsent(notice, noticeLanguage, now),
    id: randomId(),
    registrantId: draft.id,
    purposes: { ...draft.consent.answers },
    collectionMethod: method,
    witness: draft.consent.witness === '' ? undefined : draft.consent.witness,
    signaturePath: draft.consent.signaturePath === '' ? undefined : draft.consent.signaturePath,
  };
  return stillValid(consent, today);
}

/** Purposes to which the person agreed. */
export function givenPurposes(consent: ConsentRecord): ReadonlySet<string> {
  return new Set(Object.keys(consent.purposes).filter((id) => consent.purposes[id] === 'given'));
}

function checkAnswers(notice: ConsentNotice, consent: Draft['consent']): void {
  if (!noticeLanguages(notice).includes(consent.noticeLanguage)) {
    throw new FieldsealError('consent.missing', { missing: 'language' });
  }
  for (const purpose of notice.purposes) {
    const answer = consent.answers[purpose.id];
    if (answer === undefined) throw new FieldsealError('consent.missing', { missing: purpose.id });
    if (answer === 'refused' && purpose.required) {
      throw new FieldsealError('consent.refused', { purpose: purpose.id });
    }
  }
  const unknown = Object.keys(consent.answers).find(
    (id) => !notice.purposes.some((purpose) => purpose.id === id),
  );
  if (unknown !== undefined) throw new FieldsealError('consent.missing', { missing: 'notice' });
  if (consent.method === 'signature' && consent.signaturePath === '') {
    throw new FieldsealError('consent.missing', { missing: 'signature' });
  }
  if (consent.method === 'verbal-witnessed' && consent.witness.trim() === '') {
    throw new FieldsealError('consent.missing', { missing: 'witness' });
  }
}

/** Asked at the moment of processing: at least one purpose must be covered today. */
function stillValid(consent: ConsentRecord, today: string): ConsentRecord {
  const given = givenPurposes(consent);
  for (const purpose of given) {
    if (!checkConsent(consent, purpose, today)) {
      throw new FieldsealError('consent.missing', { missing: purpose });
    }
  }
  if (given.size === 0) throw new FieldsealError('consent.missing', { missing: 'purpose' });
  return consent;
}

function sameAnswers(a: Draft['consent'], b: Draft['consent']): boolean {
  return toHex(encodeCbor(a)) === toHex(encodeCbor(b));
}

import {
  keyIdOf,
  openRecord,
  openSignedMessage,
  sha256,
  unwrapRecordKey,
  type AgreementKey,
} from '../../../shared/crypto/index.ts';
import { decide } from '../../../shared/access/decide.ts';
import { CLOCK_TOLERANCE_MS, holdAssignments } from '../../../shared/access/held-assignment.ts';
import { checkConsent } from '../../../shared/domain/consent.ts';
import type { ProgrammePack } from '../../../shared/domain/programme.ts';
import { RegistrantRecord } from '../../../shared/domain/registrant-record.ts';
import { fromBase64Url, toHex } from '../../../shared/encoding/bytes.ts';
import { decodeCbor } from '../../../shared/encoding/cbor.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { relevantFields } from '../../../shared/forms/form-engine.ts';
import type { ReviewRecord } from '../../../shared/sync/http-api.ts';
import { RegistrantItem } from '../../../shared/sync/registrant-item.ts';
import { assignmentsOf } from '../../../shared/sync/provisioning.ts';
import type { VouchedOperator } from '../../../shared/sync/voucher.ts';
import type { ReviewItem } from '../vault-api.ts';
import type { ReviewedRecord } from '../vault-context.ts';

/** Other laptops of one enumerator that a returned record's key is wrapped to. */
const MOST_OTHER_KEYS = 8;

/** A verified and opened record, and what a decision on it needs. */
export interface OpenedReview {
  readonly item: ReviewItem;
  readonly reviewed: ReviewedRecord;
}

/**
 * Verifies and opens one record: hash, the enumerator's signature as the administrator vouches for it, area, review
 * key, and that the consent in it covers what it holds.
 * @throws FieldsealError `sync.item-malformed`, `sync.item-signature-invalid`, `sync.item-area-forbidden`,
 * `sync.item-not-assigned`, * `review.key-missing`, `crypto.open-failed`, `consent.missing`.
 */
export async function openReviewRecord(
  pack: ProgrammePack,
  keys: readonly AgreementKey[],
  vouchers: readonly VouchedOperator[],
  sent: ReviewRecord,
): Promise<OpenedReview> {
  const { item, enumerator } = await verifyItem(pack, vouchers, sent);
  const recordKey = await unwrapRecordKey(item.recordKeys, item.binding, keys);
  const record = parseRecord(decodeCbor(await openRecord(recordKey, item.binding, item.envelope)));
  const { binding } = item;
  const same =
    record.id === binding.recordId &&
    record.version === binding.version &&
    record.areaId === binding.areaId &&
    record.deviceId === binding.deviceId &&
    record.operatorId === item.operatorId &&
    record.programmeId === binding.programmeId &&
    record.registrationNumber === item.registrationNumber;
  if (!same) throw new FieldsealError('sync.item-malformed');
  checkCovered(pack, record);
  return {
    item: {
      record,
      enumeratorName: enumerator.grant.operatorName,
      receivedAt: sent.receivedAt,
      itemHash: sent.itemHash,
      candidates: sent.candidates,
    },
    reviewed: {
      itemHash: sent.itemHash,
      version: record.version,
      recordKey,
      binding,
      enumeratorKey: enumerator.agreementKey,
      // The record may have been restored on another laptop of the same person.
      otherKeys: vouchers
        .filter(({ grant }) => grant.operatorId === item.operatorId)
        .map(({ agreementKey }) => agreementKey)
        .filter(({ kid }) => kid !== enumerator.agreementKey.kid)
        .slice(0, MOST_OTHER_KEYS),
    },
  };
}

async function verifyItem(
  pack: ProgrammePack,
  vouchers: readonly VouchedOperator[],
  sent: ReviewRecord,
): Promise<{ readonly item: RegistrantItem; readonly enumerator: VouchedOperator }> {
  const bytes = decode(sent.item);
  if (toHex(sha256(bytes)) !== sent.itemHash) throw new FieldsealError('sync.item-malformed');
  let signer: VouchedOperator | undefined;
  const { payload } = await openSignedMessage(bytes, 'registrant-item', (kid) => {
    signer = vouchers.find((vouched) => keyIdOf(vouched.signingKey) === kid);
    return signer?.signingKey;
  }).catch((cause: unknown) => {
    throw new FieldsealError('sync.item-signature-invalid', {}, cause);
  });
  const parsed = RegistrantItem.safeParse(payload);
  if (!parsed.success) throw new FieldsealError('sync.item-malformed');
  const item = parsed.data;
  if (
    signer === undefined ||
    signer.grant.operatorId !== item.operatorId ||
    signer.grant.deviceId !== item.binding.deviceId ||
    item.binding.programmeId !== pack.id
  ) {
    throw new FieldsealError('sync.item-signature-invalid');
  }
  checkAssigned(pack, signer, item);
  return { item, enumerator: signer };
}

/** As the server checked it, which could have let anything pass. */
function checkAssigned(
  pack: ProgrammePack,
  { grant }: VouchedOperator,
  { savedAt, binding }: RegistrantItem,
): void {
  const decision = decide(holdAssignments(assignmentsOf(grant), pack.roles), 'registrant.enrol', {
    at: new Date(savedAt),
    toleranceMs: CLOCK_TOLERANCE_MS,
    place: { areas: pack.areas, areaId: binding.areaId },
  });
  if (decision.allowed) return;
  const { rule } = decision.refusal;
  if (rule === 'no-role') throw new FieldsealError('sync.item-signature-invalid');
  throw new FieldsealError(
    rule === 'outside-areas' ? 'sync.item-area-forbidden' : 'sync.item-not-assigned',
  );
}

/** Asked again at this processing: every answer must rest on a purpose that was given on the day it was saved. */
function checkCovered(pack: ProgrammePack, record: RegistrantRecord): void {
  const day = record.consent.effectiveDate;
  const savedOn = record.savedAt.slice(0, 10);
  // Saved just after midnight by the laptop's calendar may still be the day before in UTC.
  const today = savedOn < day ? day : savedOn;
  const required = pack.notice.purposes.filter((purpose) => purpose.required);
  const given = new Set(
    pack.notice.purposes
      .map((purpose) => purpose.id)
      .filter((id) => checkConsent(record.consent, id, today)),
  );
  const missing = required.find((purpose) => !given.has(purpose.id));
  const coveredIds = new Set(relevantFields(pack.form, given).map((field) => field.id));
  const uncovered = Object.keys(record.answers).some((id) => !coveredIds.has(id));
  if (missing !== undefined || uncovered || record.consent.registrantId !== record.id) {
    throw new FieldsealError('consent.missing', { missing: missing?.id ?? 'purpose' });
  }
}

function parseRecord(value: unknown): RegistrantRecord {
  const parsed = RegistrantRecord.safeParse(value);
  if (!parsed.success) throw new FieldsealError('sync.item-malformed');
  return parsed.data;
}

function decode(text: string): ReturnType<typeof fromBase64Url> {
  try {
    return fromBase64Url(text);
  } catch (cause) {
    throw new FieldsealError('sync.item-malformed', {}, cause);
  }
}

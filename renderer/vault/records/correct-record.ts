import { openReason, zeroBytes } from '../../../shared/crypto/index.ts';
import type { RegistrantRecord } from '../../../shared/domain/registrant-record.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { readRecord, type StoredRecord } from '../database/record-items.ts';
import type { RecordRow } from '../database/rows.ts';
import { addDraft, readDraft } from '../drafts/drafts.ts';
import type { DraftContent } from '../drafts/draft-content.ts';
import type { Draft } from '../vault-api.ts';
import {
  requireActive,
  requireStore,
  type OpenSession,
  type VaultContext,
} from '../vault-context.ts';
import { heldRecordKey, itemOf, openOwnRecord } from './record-keys.ts';

/**
 * Opens a returned record, or one that the server refused, as a draft; an unfinished correction is taken up again.
 * @throws FieldsealError `vault.record-unknown`, `vault.record-sealed`, `vault.record-damaged`.
 */
export async function correctRecord(context: VaultContext, recordId: string): Promise<Draft> {
  const session = requireActive(context, 'registrant.enrol');
  return context.writes(async () => {
    const store = requireStore(context);
    const stored = await readRecord(store, recordId);
    if (stored?.row.operatorId !== session.operator.operatorId) {
      throw new FieldsealError('vault.record-unknown');
    }
    const { row } = stored;
    if (row.state !== 'returned' && row.state !== 'refused') {
      throw new FieldsealError('vault.record-sealed', { record: row.registrationNumber });
    }
    if ((await store.drafts.get(recordId)) !== undefined) {
      return (await readDraft(context, session, recordId)).draft;
    }
    const record = await openOwnRecord(session, stored);
    const reason = await reasonOf(session, stored);
    const content = correctionOf(record, row, reason, context.deps.now());
    await session.audit.append({
      kind: 'content.decrypted',
      reason: 'correct',
      recordIds: [recordId],
    });
    await addDraft(context, session, content);
    return content.draft;
  });
}

function correctionOf(
  record: RegistrantRecord,
  row: RecordRow,
  reason: string,
  now: Date,
): DraftContent {
  const consent: Draft['consent'] = {
    noticeLanguage: record.consent.notice.language,
    answers: record.consent.purposes,
    method: record.consent.collectionMethod,
    witness: record.consent.witness ?? '',
    signaturePath: record.consent.signaturePath ?? '',
  };
  return {
    draft: {
      id: record.id,
      step: 'form',
      consent,
      answers: record.answers,
      updatedAt: now.toISOString(),
      correction: { version: record.version, reason },
    },
    noticeVersion: record.consent.notice.version,
    original: {
      consent: record.consent,
      consentDraft: consent,
      registrationNumber: record.registrationNumber,
      // The server never held a refused version, so its number is free still.
      nextVersion: row.state === 'returned' ? record.version + 1 : record.version,
    },
  };
}

async function reasonOf(session: OpenSession, stored: StoredRecord): Promise<string> {
  const { returned } = stored.row;
  if (returned === null) return '';
  const key = await heldRecordKey(session, stored);
  try {
    return await openReason(key, itemOf(stored).binding, returned.sealedReason);
  } finally {
    zeroBytes(key);
  }
}

import { nameTokens, normalisePhone } from '../../../shared/domain/normalise.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { RecordRow } from '../database/rows.ts';
import {
  lastFourToken,
  nameQueryTokens,
  nationalIdToken,
  phoneToken,
} from '../index/index-tokens.ts';
import type { RecordSummary, SearchQuery } from '../vault-api.ts';
import {
  requireActive,
  requireStore,
  type ActiveSession,
  type VaultContext,
} from '../vault-context.ts';
import { noteNames, summariseRecord } from './summaries.ts';

const MOST_RESULTS = 200;
const PARTIAL_LENGTH = 4;

/** Records that a blind index finds, newest first; nothing is decrypted to search. An empty value finds nothing. */
export async function searchRecords(
  context: VaultContext,
  query: SearchQuery,
): Promise<readonly RecordSummary[]> {
  const session = requireActive(context, 'registrant.find');
  const rows = await matchingRows(context, session, query);
  const newest = [...rows].sort((a, b) => b.savedOrder - a.savedOrder).slice(0, MOST_RESULTS);
  const found = await Promise.all(newest.map((row) => summariseRecord(session, row)));
  noteNames(session, { kind: 'records.searched', reason: 'view-list' }, found);
  return found;
}

async function matchingRows(
  context: VaultContext,
  session: ActiveSession,
  query: SearchQuery,
): Promise<readonly RecordRow[]> {
  const { laptopTokens, index } = session.programme;
  const { records } = requireStore(context);
  switch (query.by) {
    case 'national-id': {
      const token = await nationalIdToken(laptopTokens, query.value);
      return token === null
        ? []
        : records.where({ nationalIdToken: token }).limit(MOST_RESULTS).toArray();
    }
    case 'phone-last-four': {
      // Somebody who types the whole number means that number.
      if (normalisePhone(query.value).length > PARTIAL_LENGTH) {
        const whole = await phoneToken(laptopTokens, query.value);
        return records.where({ phoneToken: whole }).limit(MOST_RESULTS).toArray();
      }
      const token = await lastFourToken(laptopTokens, query.value);
      return token === null ? [] : byIds(context, index.byPhoneLastFour(token));
    }
    case 'name': {
      const parts = await nameQueryTokens(laptopTokens, nameTokens(query.value));
      return byIds(context, index.byName(parts));
    }
    default:
      throw new FieldsealError('vault.internal');
  }
}

async function byIds(
  context: VaultContext,
  recordIds: readonly string[],
): Promise<readonly RecordRow[]> {
  const rows = await requireStore(context).records.bulkGet([...recordIds]);
  return rows.filter((row) => row !== undefined);
}

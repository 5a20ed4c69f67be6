import { normalisePhone } from '../../../shared/domain/normalise.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import {
  lastFourTokens,
  nameQueryTokens,
  nationalIdToken,
  phoneToken,
} from '../index/index-tokens.ts';
import type { RecordSummary, SearchQuery } from '../vault-api.ts';
import { requireActive, type ActiveSession, type VaultContext } from '../vault-context.ts';
import { findRecords, recordsWithToken, type HeldRecord } from './held-records.ts';
import { noteNames, summariseRecords } from './summaries.ts';

const MOST_RESULTS = 200;
const PARTIAL_LENGTH = 4;

/** Records that a blind index finds, newest first; nothing is decrypted to search. An empty value finds nothing. */
export async function searchRecords(
  context: VaultContext,
  query: SearchQuery,
): Promise<readonly RecordSummary[]> {
  const session = requireActive(context, 'registrant.find');
  const matching = await matchingRecords(context, session, query);
  const newest = [...matching]
    .sort((a, b) => b.head.savedOrder - a.head.savedOrder)
    .slice(0, MOST_RESULTS);
  const found = await summariseRecords(context, session, newest);
  noteNames(session, { kind: 'records.searched', reason: 'view-list' }, found);
  return found;
}

async function matchingRecords(
  context: VaultContext,
  session: ActiveSession,
  query: SearchQuery,
): Promise<readonly HeldRecord[]> {
  const { index, laptopTokens } = session.programme;
  const { tokens } = laptopTokens;
  switch (query.by) {
    case 'national-id': {
      const token = nationalIdToken(tokens, query.value);
      return token === null
        ? []
        : recordsWithToken(context, session, 'nationalIdToken', token, MOST_RESULTS);
    }
    case 'phone-last-four': {
      // Somebody who types the whole number means that number.
      if (normalisePhone(query.value).length > PARTIAL_LENGTH) {
        const whole = phoneToken(tokens, query.value);
        return whole === null
          ? []
          : recordsWithToken(context, session, 'phoneToken', whole, MOST_RESULTS);
      }
      return findRecords(
        context,
        index.find('phone-last-four', lastFourTokens(tokens, query.value)),
      );
    }
    case 'name': {
      const parts = nameQueryTokens(tokens, query.value);
      return findRecords(context, index.findAll('name', parts));
    }
    default:
      throw new FieldsealError('vault.internal');
  }
}

import type { RegistrantRecord } from '../../../shared/domain/registrant-record.ts';
import type { RecordRow } from '../database/rows.ts';
import type { IndexEntry } from '../index/index-page.ts';
import { recordTokens } from '../index/index-tokens.ts';
import type { ActiveSession } from '../vault-context.ts';

/** A restored record's tokens: laptops' tokens do not join, so they are made anew here. */
export async function indexRestored(
  session: ActiveSession,
  record: RegistrantRecord,
): Promise<{
  readonly entry: IndexEntry;
  readonly open: Pick<RecordRow, 'nationalIdToken' | 'phoneToken'>;
}> {
  const { laptopTokens, plan } = session.programme;
  const tokens = await recordTokens(laptopTokens, plan, record.answers);
  return {
    entry: {
      recordId: record.id,
      version: record.version,
      phoneLastFour: tokens.phoneLastFour,
      names: [...tokens.names],
      nameAndBirthDate: [...tokens.nameAndBirthDate],
    },
    open: {
      ...(tokens.nationalId === null ? {} : { nationalIdToken: tokens.nationalId }),
      ...(tokens.phone === null ? {} : { phoneToken: tokens.phone }),
    },
  };
}

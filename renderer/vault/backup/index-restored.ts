import type { RegistrantRecord } from '../../../shared/domain/registrant-record.ts';
import type { RecordRow } from '../database/rows.ts';
import type { IndexEntry } from '../index/index-page.ts';
import { recordTokens } from '../index/index-tokens.ts';
import type { ActiveSession } from '../vault-context.ts';

/** A restored record's tokens: laptops' tokens do not join, so they are made anew here. */
export function indexRestored(
  session: ActiveSession,
  record: RegistrantRecord,
): {
  readonly entry: IndexEntry;
  readonly open: Pick<RecordRow, 'nationalIdToken' | 'phoneToken'>;
} {
  const { laptopTokens, plan } = session.programme;
  const { open, sealed, clk } = recordTokens(laptopTokens, plan, record.answers);
  return {
    entry: {
      recordId: record.id,
      version: record.version,
      operatorId: record.operatorId,
      sealed,
      clk,
    },
    open: {
      ...(open.nationalId === undefined ? {} : { nationalIdToken: open.nationalId }),
      ...(open.phone === undefined ? {} : { phoneToken: open.phone }),
    },
  };
}

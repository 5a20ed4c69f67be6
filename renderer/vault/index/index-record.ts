import type { RegistrantRecord } from '../../../shared/domain/registrant-record.ts';
import type { RecordRow } from '../database/rows.ts';
import type { ProgrammeSession } from '../vault-context.ts';
import type { IndexEntry } from './index-entry.ts';
import { recordTokens } from './index-tokens.ts';
import type { NamePairs } from './name-pairs.ts';

/** What this laptop's indexes say of a record: its entry in a sealed page, and the columns that stand open in its row. */
export function indexRecord(
  tools: Pick<ProgrammeSession, 'laptopTokens' | 'plan'>,
  record: RegistrantRecord,
  pairs?: NamePairs,
): {
  readonly entry: IndexEntry;
  readonly open: Pick<RecordRow, 'nationalIdToken' | 'phoneToken'>;
} {
  const { open, sealed, clk } = recordTokens(tools.laptopTokens, tools.plan, record.answers, pairs);
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

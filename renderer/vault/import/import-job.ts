import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { ImportTable } from '../../../shared/import/import-table.ts';
import type { RepeatFinder } from '../../../shared/import/find-repeats.ts';
import type { ImportedPerson, RowContext } from '../../../shared/import/read-row.ts';
import type { ImportCounts } from '../import-api.ts';
import type { ActiveSession } from '../vault-context.ts';

/** People of a file by what may be done with them. */
export type PeopleKind = 'ready' | 'registered' | 'alike';

/** A check of all rows, part by part. */
export interface ImportCheck {
  readonly context: RowContext;
  /** When it began. */
  readonly now: Date;
  readonly repeats: RepeatFinder;
  readonly people: Readonly<Record<PeopleKind, ImportedPerson[]>>;
  /** Rows that were looked at. */
  position: number;
  counts: ImportCounts;
}

/** A file that was read. */
export interface ImportJob {
  readonly table: ImportTable;
  check: ImportCheck | null;
}

/** The one import of each open vault: it hangs on the vault's keys, and what a lock drops with those is this file too. */
export interface ImportJobs {
  start(session: ActiveSession, table: ImportTable): void;
  /** @throws FieldsealError `import.not-begun`. */
  current(session: ActiveSession): ImportJob;
  /** The check of the file. @throws FieldsealError `import.not-begun`. */
  check(session: ActiveSession): ImportCheck;
  end(session: ActiveSession): void;
}

/** No jobs yet. */
export function createImportJobs(): ImportJobs {
  const jobs = new WeakMap<object, ImportJob>();
  const current = (session: ActiveSession): ImportJob => {
    const job = jobs.get(session.vaultKeys);
    if (job === undefined) throw new FieldsealError('import.not-begun');
    return job;
  };
  return {
    start: (session, table) => void jobs.set(session.vaultKeys, { table, check: null }),
    current,
    check(session) {
      const { check } = current(session);
      if (check === null) throw new FieldsealError('import.not-begun');
      return check;
    },
    end: (session) => void jobs.delete(session.vaultKeys),
  };
}

import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { ImportTable } from '../../../shared/import/import-table.ts';
import { matchColumns } from '../../../shared/import/match-columns.ts';
import type { ImportApi, ImportReport, ImportSummary } from '../import-api.ts';
import { requireActive, type ActiveSession, type VaultContext } from '../vault-context.ts';
import { beginCheck, checkPart } from './check-rows.ts';
import { createImportJobs } from './import-job.ts';
import { importPeople } from './import-people.ts';
import { readFile } from './read-file.ts';

const SAMPLE_LENGTH = 40;

/** People from a file, for those who register. */
export function createImportCalls(context: VaultContext): ImportApi {
  const jobs = createImportJobs();
  /** What each operator's last import came to, or will: numbers only, kept over a lock. */
  const reports = new Map<string, Promise<ImportReport>>();
  let stop = new AbortController();
  const signedIn = (): ActiveSession => requireActive(context, 'registrant.enrol');
  return {
    async openImport(file) {
      const session = signedIn();
      const { locks } = context;
      const table = await readFile(file);
      if (context.locks !== locks) throw new FieldsealError('vault.locked');
      jobs.start(session, table);
      reports.delete(session.operator.operatorId);
      return summaryOf(session, table);
    },

    beginImportCheck(plan) {
      const session = signedIn();
      const job = jobs.current(session);
      job.check = beginCheck(session, job.table, plan, context.deps.now());
      return Promise.resolve();
    },

    checkImportPart() {
      const session = signedIn();
      return checkPart(context, session, jobs.current(session), jobs.check(session));
    },

    importPeople(choice) {
      const session = signedIn();
      const check = jobs.check(session);
      if (check.position < jobs.current(session).table.rows.length) {
        throw new FieldsealError('import.not-begun');
      }
      // Once: the same rows must not be sealed twice.
      jobs.end(session);
      stop = new AbortController();
      const running = importPeople(context, session, check, choice, stop.signal);
      reports.set(session.operator.operatorId, running);
      return running;
    },

    stopImport() {
      signedIn();
      stop.abort();
      return Promise.resolve();
    },

    async importReport() {
      return (await reports.get(signedIn().operator.operatorId)) ?? null;
    },

    closeImport() {
      const session = signedIn();
      jobs.end(session);
      reports.delete(session.operator.operatorId);
      return Promise.resolve();
    },
  };
}

function summaryOf(session: ActiveSession, { columns, rows }: ImportTable): ImportSummary {
  const { form, notice } = session.programme.pack;
  return {
    columns: columns.map((name, at) => ({
      name,
      sample: (rows.find(({ cells }) => (cells[at] ?? '') !== '')?.cells[at] ?? '').slice(
        0,
        SAMPLE_LENGTH,
      ),
    })),
    rows: rows.length,
    matched: matchColumns(columns, form, notice),
  };
}

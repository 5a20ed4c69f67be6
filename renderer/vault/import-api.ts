import type { ErrorCode } from '../../shared/errors/error-codes.ts';
import type { ImportColumns, ImportPlan } from '../../shared/import/import-plan.ts';
import type { RowFinding } from '../../shared/import/row-finding.ts';

/** A column of the chosen file. */
export interface ImportColumn {
  readonly name: string;
  /** The first value that stands in it, so that a person recognises it. */
  readonly sample: string;
}

/** A file of people that was read. */
export interface ImportSummary {
  readonly columns: readonly ImportColumn[];
  readonly rows: number;
  /** Which columns seem to hold what. */
  readonly matched: ImportColumns;
}

/** What the rows that were checked by now come to. Each row counts once. */
export interface ImportCounts {
  readonly ready: number;
  readonly faulty: number;
  /** Refused a purpose without which nobody is registered, or every purpose. */
  readonly refused: number;
  /** Their national ID stands on this laptop already. */
  readonly registered: number;
  /** They resemble somebody who stands on this laptop already. */
  readonly alike: number;
}

/** How far the check has come. */
export interface ImportCheckPart {
  readonly done: number;
  readonly total: number;
  readonly isDone: boolean;
  readonly counts: ImportCounts;
  /** Of this part's rows only, by row number and without any value. */
  readonly findings: readonly RowFinding[];
}

/** Rows to take in although they seem to be registered. */
export interface ImportChoice {
  readonly registered: boolean;
  readonly alike: boolean;
}

/** `saving`: then each person stands on the disk; `filing`: what is saved is made ready to be sent. */
export interface ImportProgress {
  readonly phase: 'saving' | 'filing';
  readonly done: number;
  readonly total: number;
}

/** What an import came to. It holds numbers only and outlives a lock, so that the same operator finds it afterwards. */
export interface ImportReport {
  readonly saved: number;
  /** Rows that were to be saved. */
  readonly total: number;
  readonly firstNumber: string | null;
  readonly lastNumber: string | null;
  /** Rows that were left out; those that were taken in by choice count as none. */
  readonly leftOut: Omit<ImportCounts, 'ready'>;
  /** Somebody stopped it. */
  readonly isStopped: boolean;
  /** What ended it early, or hindered what is saved from being made ready to be sent; `vault.locked`: a lock. */
  readonly failure: ErrorCode | null;
}

/**
 * People from a file, for those who register. The file is read in the worker, stays in its memory and goes with a lock;
 * it is written nowhere. Calls after `openImport` reject with `import.not-begun` where that has happened.
 */
export interface ImportApi {
  /** Reads a file of comma-, semicolon- or tab-separated values in UTF-8; it takes the place of the one before. */
  openImport(file: Blob): Promise<ImportSummary>;
  /** Begins to check all rows by this plan. Rejects with `import.incomplete` where something has not been said. */
  beginImportCheck(plan: ImportPlan): Promise<void>;
  /** Checks some more rows: the form's rules, consent, repeats in the file, and who is registered on this laptop. */
  checkImportPart(): Promise<ImportCheckPart>;
  /** Seals the rows that the check let in, once. The `import-progress` event tells how far it is. */
  importPeople(choice: ImportChoice): Promise<ImportReport>;
  /** Ends the import under way after the people that are being saved. What was saved stays. */
  stopImport(): Promise<void>;
  /** What the operator's last import came to, as long as the app runs; null: none, or it was closed. */
  importReport(): Promise<ImportReport | null>;
  /** Forgets the file and the report. */
  closeImport(): Promise<void>;
}

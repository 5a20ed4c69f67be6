/** What a re-encryption goes through, in this order. */
export const STAGES = ['drafts', 'intake', 'records', 'operator'] as const;
export type JobStage = (typeof STAGES)[number];

/** A re-encryption that is under way. The cursor is committed together with the rows before it. */
export interface JobRow {
  readonly operatorId: string;
  readonly kind: 're-encrypt';
  readonly startedAt: string;
  readonly stage: JobStage;
  /** Primary key of the last row that is done; '' at the start of a stage. */
  readonly cursor: string;
  readonly done: number;
  readonly total: number;
}

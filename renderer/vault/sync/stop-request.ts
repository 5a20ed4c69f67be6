/** Set by whoever wants a sync to end; looked at between batches, pieces of a batch and pages, never in the middle of one. */
export interface StopRequest {
  isStopped: boolean;
}

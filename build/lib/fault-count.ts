/** What a number of fault runs came to. */
export interface FaultCount {
  readonly runs: number;
  readonly failed: number;
}

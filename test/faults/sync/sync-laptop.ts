import type { LaptopView } from './laptop-messages.ts';

/** A laptop of a run, whatever its vault runs in. Every call rejects with what refused it, or with `killed`. */
export interface SyncLaptop {
  /** Starts its program over what is on its disk. */
  start(): Promise<void>;
  unlock(): Promise<void>;
  /** Enrols so many people; each saved record is reported before the next begins. */
  enrol(count: number, seed: number): Promise<void>;
  sync(): Promise<void>;
  /** `withAudit` needs the vault open. */
  look(withAudit: boolean): Promise<LaptopView>;
  /** Ends every process of it with SIGKILL; nothing where none runs. */
  kill(): Promise<void>;
  readonly isRunning: boolean;
}

/** What refused a call: one of the product's codes, or a sentence for what is none. */
export class LaptopRefusal extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** The laptop was killed while the call was under way. */
export const KILLED = 'killed';

import type { ServerChainProblem } from '../../shared/audit/verify-server-chain.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** A place of the server's log that the server signed. */
export interface LogPlace {
  readonly sequence: number;
  /** The server's clock. */
  readonly time: string;
}

/** What this laptop keeps of the server's log. */
export interface ServerLogState {
  readonly kept: number;
  readonly newest: LogPlace | null;
  /** Signed places that contradict each other: the log was changed after it was signed. */
  readonly conflicts: readonly {
    readonly kind: 'forked' | 'rewound';
    readonly known: LogPlace;
    readonly found: LogPlace;
  }[];
}

/** A piece of the server's log as it comes; the file is all of them in order. */
export interface ServerLogPart {
  readonly bytes: Bytes;
  readonly done: number;
  readonly total: number;
  readonly isLast: boolean;
  /** With the last piece: what is wrong with the log, held against what this laptop keeps. */
  readonly problems: readonly ServerChainProblem[];
}

/** The server's log: what this laptop keeps of it, and all of it for those who may read it. */
export interface ServerLogApi {
  serverLog(): Promise<ServerLogState>;
  /** The signed places as a text file (`.fscheckpoints`), which proves to an auditor what the log was. */
  exportCheckpoints(): Promise<Bytes>;
  /** Begins to fetch the log as it stands now; `nextServerLogPart` goes on, and stopping to ask ends it. */
  beginServerLog(): Promise<ServerLogPart>;
  nextServerLogPart(): Promise<ServerLogPart>;
}

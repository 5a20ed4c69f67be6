import type { KeptCheckpoints } from '../../../shared/audit/keep-checkpoints.ts';
import type { SlotTier } from '../../../shared/domain/programme.ts';
import type { Assignment } from '../../../shared/domain/assignment.ts';
import type {
  Argon2Cost,
  StoredCredential,
  WrappedRecordKey,
} from '../../../shared/crypto/index.ts';
import type { Bytes } from '../../../shared/encoding/bytes.ts';
import type { ErrorCode } from '../../../shared/errors/error-codes.ts';
import type { OrderMeta } from '../orders/order-rows.ts';
import type { RecordState } from '../vault-api.ts';

/** How many records of an operator stand in each state; kept by the app, a count over an index is slow. */
export type StateCounts = Readonly<Record<RecordState, number>>;

/** An operator of this laptop. Secrets stand in it only sealed under the operator's vault key. */
export interface OperatorRow {
  readonly operatorId: string;
  readonly name: string;
  /** Role and areas of the first assignment. */
  readonly role: string;
  readonly areaIds: readonly string[];
  /** Absent in rows of operators who were one thing only. */
  readonly assignments?: readonly Assignment[] | undefined;
  readonly status: 'awaiting-approval' | 'active';
  readonly leaseUntil: string | null;
  readonly serverUrl: string;
  /** The signed provisioning request; its hash names it at the server. */
  readonly request: Bytes;
  readonly requestHash: string;
  readonly operatorKeys: Bytes;
  readonly grantKeys: Bytes | null;
  /** The signed grant, once there is one; absent in rows of version 1. */
  readonly grant?: Bytes | undefined;
  /** A newer grant, of which the signature was checked; it counts once the vault is open. */
  readonly newerGrant?: Bytes | undefined;
  readonly failedAttempts: number;
  readonly backOffUntil: string | null;
  readonly drafts: number;
  readonly byState: StateCounts;
  /** How the operator's keys are bound (see `operator-keys.ts`); absent: 1. */
  readonly contentVersion?: 2 | undefined;
  /** Grows when keys are renewed, so that no window writes under the old ones. */
  readonly keyEpoch?: number | undefined;
  /** Sealed end of the audit chain; absent before the first session. */
  readonly auditHead?: Bytes | undefined;
}

/** One way to open an operator's vault. */
export interface SlotRow {
  readonly id: string;
  readonly operatorId: string;
  readonly tier: SlotTier;
  readonly cost: Argon2Cost;
  readonly salt: Bytes;
  /** Bound tier: the authenticator's credential and the salt of its PRF. */
  readonly credential: StoredCredential | null;
  readonly prfSalt: Bytes | null;
  /** Gated and native-bound tier: the credential or key that the host holds. */
  readonly credentialId: string | null;
  readonly wrappedVaultKey: Bytes;
  /** Opens under the slot key by itself: tells a damaged slot from a wrong passphrase. */
  readonly keyCheck: Bytes;
  /** What the operator calls it; absent in slots of version 1. */
  readonly name?: string | undefined;
  readonly createdAt?: string | undefined;
  readonly lastUsedAt?: string | undefined;
  /**
   * The factor's share under the operator's own vault, so that a new passphrase reaches every slot without every
   * authenticator being at hand. A slot of version 1 gets it when it is next used.
   */
  readonly sealedFactor?: Bytes | undefined;
}

/** A draft; everything typed is in `sealed`. */
export interface DraftRow {
  readonly id: string;
  readonly operatorId: string;
  readonly updatedAt: string;
  readonly sealed: Bytes;
}

/** A returned record's key for the enumerator and the supervisor's sealed reason. */
export interface ReturnedRow {
  readonly recordKey: WrappedRecordKey;
  readonly otherKeys?: readonly WrappedRecordKey[] | undefined;
  readonly sealedReason: Bytes;
}

/** A record as an earlier laptop sealed it; the server may hold it in this form. */
export interface OriginalItem {
  readonly item: Bytes;
  readonly itemHash: string;
  /** Its own record key under the operator's store key. */
  readonly viewKey: Bytes;
}

/** One record, in its newest version. Its item for delivery stands apart (`ItemRow`). */
export interface RecordRow {
  readonly recordId: string;
  readonly version: number;
  readonly operatorId: string;
  readonly areaId: string;
  /** Device counter at saving: the order of lists and batches. */
  readonly savedOrder: number;
  readonly savedAt: string;
  readonly registrationNumber: string;
  readonly state: RecordState;
  readonly refusal: ErrorCode | null;
  readonly itemHash: string;
  /** Record key under the operator's store key; null once a verified receipt has come. */
  readonly viewKey: Bytes | null;
  readonly returned: ReturnedRow | null;
  /** Kept from the restore of a backup until the record's receipt. */
  readonly originals?: readonly OriginalItem[] | undefined;
  /** Sequence of the batch it went into last. */
  readonly batchSequence?: number | undefined;
  readonly nationalIdToken?: string | undefined;
  readonly phoneToken?: string | undefined;
}

/** A record's signed item for delivery, apart from its row, which lists and searches read without it. */
export interface ItemRow {
  readonly recordId: string;
  readonly item: Bytes;
}

/** A sealed page of index entries. */
export interface IndexPageRow {
  readonly id: string;
  readonly entries: number;
  /** Version of the bytes inside; absent: 1. Only a hint: the bytes say it themselves. */
  readonly format?: 2 | undefined;
  readonly sealed: Bytes;
}

/** A batch; its bytes are kept until its receipt, so that every retry sends the same. */
export interface BatchRow {
  readonly sequence: number;
  /** Hash of the batch that it follows. */
  readonly previousHash: string;
  readonly createdAt: string;
  readonly batchHash: string;
  readonly size: number;
  readonly records: number;
  /** Absent in rows of before there were any. */
  readonly attachments?: number | undefined;
  readonly state: 'waiting' | 'received';
  readonly bytes: Bytes | null;
  /** When it last went into a file for a stick. */
  readonly handedOverAt?: string | undefined;
}

/** The store's own format, checked before anything is opened. */
export interface FormatMeta {
  readonly formatVersion: number;
  readonly minReaderVersion: number;
}

/** The device's signing key, wrapped under the host's share and the local secret. */
export interface DeviceMeta {
  readonly deviceId: string;
  readonly publicKey: Bytes;
  readonly wrappedSeed: Bytes;
}

/** The programme this laptop works for: pinned administrator key and signed pack. */
export interface ProgrammeMeta {
  readonly pack: Bytes;
  readonly administrator: { readonly kid: string; readonly publicKey: Bytes };
  readonly deviceCode: string;
  readonly serverUrl: string;
}

/** Running numbers of this laptop. `revision` changes at every write, so that two windows cannot use one number. */
export interface CounterMeta {
  readonly revision: number;
  readonly deviceCounter: number;
  readonly registrations: number;
}

/** Where synchronisation stands. */
export interface SyncMeta {
  readonly lastSequence: number;
  readonly previousHash: string;
  readonly lastServerTime: string | null;
  readonly lastSyncAt: string | null;
  readonly decisionCursor: number;
  /** Restored records that the server held already; their keys go once its decisions on them have come. */
  readonly heldElsewhere?: readonly string[] | undefined;
}

/** What the `meta` table holds, by key. */
export interface MetaValues {
  readonly format: FormatMeta;
  readonly 'local-secret': Bytes;
  readonly device: DeviceMeta;
  readonly programme: ProgrammeMeta;
  readonly counters: CounterMeta;
  readonly sync: SyncMeta;
  /** Of the server's log; public, and worth what the server's signatures are. */
  readonly checkpoints: KeptCheckpoints;
  readonly orders: OrderMeta;
}
export interface MetaRow {
  readonly key: string;
  readonly value: unknown;
}

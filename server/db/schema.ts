import type { ColumnType, Generated, Selectable } from 'kysely';
import type { Assignment } from '../../shared/domain/assignment.ts';
import type { OrderKind } from '../../shared/sync/device-order.ts';

/** Binary columns: `Buffer` from pg, `Uint8Array` from PGlite. Copied before use. */
type Binary = Uint8Array;

/** Written as JSON. */
type AssignmentsColumn = ColumnType<readonly Assignment[], string, string>;

/** The one programme of this server. `pack` is empty until its first administrator has published it. */
export interface ProgrammeTable {
  /** By which its rows in other tables are known. */
  readonly number: Generated<number>;
  readonly id: string;
  /** `ProgrammeDraft` as JSON. */
  readonly draft: ColumnType<unknown, string, string>;
  readonly pack: Binary | null;
  readonly pack_version: number | null;
  readonly administrator_key: Binary | null;
}

/** People who may be provisioned, each by one code that counts once. */
export interface PeopleTable {
  readonly operator_id: string;
  readonly name: string;
  /** Role and areas of the first assignment. */
  readonly role: string;
  readonly area_ids: readonly string[];
  readonly assignments: AssignmentsColumn;
  /** SHA-256 of the normalised code, hex. */
  readonly code_hash: string;
  readonly code_used_at: Date | null;
}

export type PersonRow = Selectable<PeopleTable>;

export interface ProvisioningRequestTable {
  readonly request_hash: string;
  readonly operator_id: string;
  readonly bytes: Binary;
  readonly state: 'pending' | 'granted' | 'rejected';
  readonly grant_bytes: Binary | null;
  readonly received_at: Date;
}

export interface DeviceTable {
  readonly device_id: string;
  readonly device_code: string;
  readonly signing_key: Binary;
  readonly last_sequence: Generated<number>;
  readonly last_batch_hash: string;
  readonly last_seen_at: Date | null;
  readonly revoked_at: Date | null;
  /** From then on nothing is taken from it, until it is resumed. */
  readonly suspended_at: Date | null;
}

/** An administrator's signed order to a laptop; of each laptop the newest counts. */
export interface DeviceOrderTable {
  readonly device_id: string;
  readonly number: number;
  readonly kind: OrderKind;
  readonly bytes: Binary;
  readonly ordered_at: Date;
  readonly fetched_at: Date | null;
  /** The laptop's signed word that it was carried out. */
  readonly done: Binary | null;
  readonly done_at: Date | null;
}

/** A provisioned operator's keys, with what vouches for them. */
export interface OperatorTable {
  readonly signing_kid: string;
  readonly operator_id: string;
  readonly name: string;
  /** As in `people`, by the grant. */
  readonly role: string;
  readonly area_ids: readonly string[];
  readonly assignments: AssignmentsColumn;
  readonly device_id: string;
  readonly signing_key: Binary;
  readonly grant_bytes: Binary;
  readonly request_bytes: Binary;
  readonly granted_at: Date;
  /** When the grant was last made anew; null: never. */
  readonly regranted_at: Generated<Date | null>;
  /** The newest signed renewal of the lease; null while the grant's own holds. */
  readonly renewal_bytes: Binary | null;
}

export type OperatorRow = Selectable<OperatorTable>;

export interface BatchTable {
  readonly device_id: string;
  readonly sequence: number;
  readonly batch_hash: string;
  readonly receipt: Binary;
  readonly received_at: Date;
}

/** A laptop that brought a batch which another had made. */
export interface BatchBearerTable {
  readonly bearer_id: string;
  readonly batch_hash: string;
  readonly device_id: string;
  readonly sequence: number;
  readonly brought_at: Date;
}

/** A batch on its way in pieces. */
export interface UploadTable {
  readonly device_id: string;
  readonly batch_hash: string;
  readonly length: number;
  readonly received: number;
  readonly expires_at: Date;
}

/** What came of an upload in one request, from the byte `start` on. */
export interface UploadPartTable {
  readonly device_id: string;
  readonly batch_hash: string;
  readonly start: number;
  readonly bytes: Binary;
}

/** One version of a sealed record. `cursor` is its place in the order of arrival. */
export interface RecordTable {
  readonly cursor: Generated<number>;
  readonly record_id: string;
  readonly version: number;
  readonly area_id: string;
  readonly device_id: string;
  readonly operator_id: string;
  readonly item: Binary;
  readonly item_hash: string;
  readonly status: 'received' | 'approved' | 'returned' | 'replaced';
  readonly received_at: Date;
  /** Restored from a backup: hashes of the items that earlier laptops made of this version. */
  readonly restored_hashes: readonly string[];
  /** These three as the item says. */
  readonly registration_number: string;
  readonly saved_at: Date;
  readonly device_counter: number;
}

/** An attachment in the object store. `area_id` is that of its record's newest version. */
export interface AttachmentTable {
  /** SHA-256 of the sealed bytes, hex: their address in the store. */
  readonly hash: string;
  readonly record_id: string;
  /** The version that first had it. */
  readonly version: number;
  readonly area_id: string;
  readonly device_id: string;
  readonly operator_id: string;
  readonly size: number;
  readonly received_at: Date;
}

/** Tokens of each record's newest version, for the duplicate check. */
export interface TokenTable {
  readonly record_id: string;
  readonly field_id: string;
  readonly kind: string;
  readonly token: Binary;
}

/** A record and an earlier one that have a token in common, by which field and kind. */
export interface CandidatePairTable {
  readonly record_id: string;
  readonly other_id: string;
  readonly field_id: string;
  readonly kind: string;
}

export interface DecisionTable {
  readonly cursor: Generated<number>;
  readonly record_id: string;
  readonly version: number;
  readonly bytes: Binary;
  readonly supervisor_kid: string;
  readonly received_at: Date;
}

/** A laptop's signed request for recovery shares; closed when it is done or given up. */
export interface RecoveryRequestTable {
  readonly request_hash: string;
  readonly operator_id: string;
  readonly device_id: string;
  readonly bytes: Binary;
  readonly received_at: Date;
  readonly closed_at: Date | null;
}

/** A holder's answer, signed by the administrator on whose client it was made. */
export interface RecoveryAnswerTable {
  readonly request_hash: string;
  readonly recovery_kid: string;
  readonly bytes: Binary;
  readonly administrator_kid: string;
  readonly received_at: Date;
}

/** Ids of proofs and assertions that were seen, as SHA-256, until none of that age would pass anyway. */
export interface UsedProofTable {
  readonly proof_hash: string;
  readonly expires_at: Date;
}

/** One link of the server's audit chain; `event` is deterministic CBOR. Rows are never changed or deleted. */
export interface AuditEventTable {
  readonly sequence: number;
  readonly previous_hash: Binary;
  readonly hash: Binary;
  readonly event: Binary;
}

/**
 * All tables, as the newest migration leaves them. Those of the programme also have `programme_no`, which the database
 * fills in and compares by itself (`scope.ts`).
 */
export interface Database {
  readonly programme: ProgrammeTable;
  readonly people: PeopleTable;
  readonly provisioning_requests: ProvisioningRequestTable;
  readonly devices: DeviceTable;
  readonly device_orders: DeviceOrderTable;
  readonly operators: OperatorTable;
  readonly batches: BatchTable;
  readonly batch_bearers: BatchBearerTable;
  readonly uploads: UploadTable;
  readonly upload_parts: UploadPartTable;
  readonly records: RecordTable;
  readonly attachments: AttachmentTable;
  readonly tokens: TokenTable;
  readonly candidate_pairs: CandidatePairTable;
  readonly decisions: DecisionTable;
  readonly recovery_requests: RecoveryRequestTable;
  readonly recovery_answers: RecoveryAnswerTable;
  readonly used_proofs: UsedProofTable;
  readonly audit_events: AuditEventTable;
}

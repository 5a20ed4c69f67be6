import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser';
import type { DecryptReason } from '../../shared/audit/audit-event.ts';
import type { Area } from '../../shared/domain/area.ts';
import type { CollectionMethod } from '../../shared/domain/consent.ts';
import type { ConsentNotice } from '../../shared/domain/consent-notice.ts';
import type { LocalizedText } from '../../shared/domain/localized-text.ts';
import type { ProgrammePolicy, SlotTier } from '../../shared/domain/programme.ts';
import type { RegistrantRecord } from '../../shared/domain/registrant-record.ts';
import type { HeldAssignment } from '../../shared/access/held-assignment.ts';
import type { Assignment } from '../../shared/domain/assignment.ts';
import type { CustomRole } from '../../shared/domain/role.ts';
import type { ErrorCode } from '../../shared/errors/error-codes.ts';
import type { Answers, FormDefinition } from '../../shared/forms/form-definition.ts';
import type { MatchFinding } from '../../shared/matching/explain.ts';
import type { DeviceSummary } from '../../shared/sync/http-api.ts';
import type { ActivityApi, ActivityProgress } from './activity-api.ts';
import type { KeyRenewal, KeysApi } from './keys-api.ts';
import type { LossReport } from '../../shared/sync/loss-report.ts';
import type { BackupApi } from './backup-api.ts';
import type { FileRequestApi } from './file-request-api.ts';
import type { CourierApi, StickProgress } from './courier-api.ts';
import type { ImportApi, ImportProgress } from './import-api.ts';
import type { LeaseApi } from './lease-api.ts';
import type { PhotosApi } from './photos-api.ts';
import type { LaptopOrder, OrderApi } from './order-api.ts';
import type { ServerLogApi } from './server-log-api.ts';
import type { FactorApi, FactorProof, UnlockChallenge } from './factors-api.ts';
import type { PeopleApi } from './people-api.ts';
import type { RolesApi } from './roles-api.ts';
import type { FileToSave, RecoveryApi } from './recovery-api.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** Facts of the host that the worker cannot find out itself. */
export interface HostFacts {
  readonly relyingParty: { readonly rpId: string; readonly origin: string };
  readonly gatedUnlock: boolean;
  /** The host keeps keys that only the system's biometric check releases. */
  readonly nativeBound?: boolean | undefined;
  /** The host's share of the key that wraps the device signing key. */
  readonly deviceShare: Bytes;
}

/** An operator of this laptop, as shown before anybody has unlocked. */
export interface OperatorSummary {
  readonly operatorId: string;
  readonly name: string;
  readonly role: string;
  /** The strongest of `tiers`. */
  readonly tier: SlotTier;
  /** The ways this operator can unlock, strongest first. */
  readonly tiers: readonly SlotTier[];
  /** A recovery is under way. */
  readonly isRecovering: boolean;
  /** `awaiting-approval`: request sent, no grant accepted yet. */
  readonly status: 'awaiting-approval' | 'active' | 'lease-expired';
  readonly leaseUntil: string | null;
  /** Earliest time of the next attempt after wrong passphrases, ISO, or null. */
  readonly backOffUntil: string | null;
  readonly unsentRecords: number;
  readonly drafts: number;
}

/** Who has the vault open. */
export interface Session {
  readonly operatorId: string;
  readonly name: string;
  readonly role: string;
  readonly tier: SlotTier;
  readonly status: OperatorSummary['status'];
  readonly areaIds: readonly string[];
  /** Everything that this person is, with what it allows. */
  readonly held: readonly HeldAssignment[];
  /** The time that assignments are judged by: the laptop's, or a later one that the server told. */
  readonly judgedAt: string;
  readonly leaseUntil: string | null;
}

export interface VaultState {
  readonly serverUrl: string | null;
  readonly programmeName: LocalizedText | null;
  readonly deviceCode: string | null;
  readonly policy: ProgrammePolicy | null;
  readonly operators: readonly OperatorSummary[];
  readonly session: Session | null;
  /** What an administrator's order makes of this laptop; absent where nothing was ordered. */
  readonly order?: LaptopOrder | null | undefined;
}

/** The programme as screens need it. Only with a session. */
export interface ProgrammeView {
  readonly id: string;
  readonly name: LocalizedText;
  readonly areas: readonly Area[];
  /** Roles of the programme's own. */
  readonly roles: readonly CustomRole[];
  /** Leaf areas in which this operator may register. */
  readonly enrolmentAreaIds: readonly string[];
  readonly notice: ConsentNotice;
  readonly form: FormDefinition;
  readonly policy: ProgrammePolicy;
  /** Fingerprint words of the administrator's key, to be compared at provisioning. */
  readonly words: readonly string[];
}

/** What a one-time code stands for. */
export interface ClaimedPerson {
  readonly operatorId: string;
  readonly name: string;
  readonly role: string;
  /** Tiers that this host can do and policy allows, strongest first. `bound` still needs an authenticator with PRF. */
  readonly tiers: readonly SlotTier[];
  readonly passphraseMinLength: number;
}

/** Result of a set-up: waiting for the administrator, or (first administrator) done. */
export interface SetupOutcome {
  readonly state: 'awaiting-approval' | 'active';
  /** Six words of the request, to be compared with what the administrator sees. */
  readonly requestWords: readonly string[];
}

export type GrantCheck =
  | { readonly state: 'pending' }
  | { readonly state: 'rejected' }
  | {
      readonly state: 'ready';
      readonly programmeWords: readonly string[];
      readonly alreadyTrusted: boolean;
    };

export type EnrolmentStep = 'consent' | 'form' | 'check';

/** A draft: everything typed so far. Its id becomes the record's id. */
export interface Draft {
  readonly id: string;
  readonly step: EnrolmentStep;
  readonly consent: {
    readonly noticeLanguage: string;
    readonly answers: Readonly<Record<string, 'given' | 'refused'>>;
    readonly method: CollectionMethod | null;
    readonly witness: string;
    readonly signaturePath: string;
  };
  readonly answers: Answers;
  readonly updatedAt: string;
  /** Set when the draft corrects a returned record: its last version and the supervisor's reason. */
  readonly correction: { readonly version: number; readonly reason: string } | null;
}

export interface DraftSummary {
  readonly id: string;
  readonly updatedAt: string;
  readonly step: EnrolmentStep;
  /** Name typed so far, or ''. */
  readonly displayName: string;
  readonly correction: boolean;
}

/** Where a record stands; the message `record.state.<state>` says what happens next. */
export type RecordState = 'saved' | 'in-batch' | 'received' | 'refused' | 'approved' | 'returned';

export interface RecordSummary {
  readonly recordId: string;
  readonly version: number;
  readonly registrationNumber: string;
  readonly savedAt: string;
  readonly areaId: string;
  readonly state: RecordState;
  readonly refusal: ErrorCode | null;
  /** Enrolled by the operator who is signed in. */
  readonly own: boolean;
  /** Name, where this operator still holds the record's key; null once sealed. */
  readonly displayName: string | null;
}

export interface RecordPage {
  readonly records: readonly RecordSummary[];
  /** Give it back to get the next page; null at the end. */
  readonly next: string | null;
}

/** Records that the server refused, oldest first. */
export interface RefusedRecords {
  readonly records: readonly RecordSummary[];
  /** Of all, where they are too many to be listed. */
  readonly total: number;
  /** Ids of those whose correction was begun. */
  readonly beingMended: readonly string[];
}

/** What sealing refused records anew came to. */
export interface SendAgainReport {
  readonly again: number;
  readonly failures: readonly { readonly recordId: string; readonly code: ErrorCode }[];
}

/** One way to search; all are answered from blind indexes. */
export type SearchQuery =
  | { readonly by: 'national-id'; readonly value: string }
  | { readonly by: 'phone-last-four'; readonly value: string }
  | { readonly by: 'name'; readonly value: string };

export interface DuplicateHit {
  readonly record: RecordSummary;
  readonly by: readonly ('national-id' | 'name-and-birth-date' | 'likeness')[];
  /** Likeness of the encodings, 0 to 1; null where it was under the least that is looked for. */
  readonly score: number | null;
  /** Field by field, where this operator may open the record; else null. */
  readonly explanation: readonly MatchFinding[] | null;
}

export interface SavedRecord {
  readonly recordId: string;
  readonly registrationNumber: string;
  readonly version: number;
}

export interface RecordCounts {
  readonly drafts: number;
  readonly byState: Readonly<Record<RecordState, number>>;
  readonly lastSyncAt: string | null;
  /** Photos that still have to be sent. */
  readonly photosWaiting: number;
  /** Records that no search finds because their index page is damaged; 0 unless the store was. */
  readonly unsearchable?: number | undefined;
}

export type SyncPhase = 'preparing' | 'sending' | 'photos' | 'carrying' | 'fetching' | 'done';
export interface SyncProgress {
  readonly phase: SyncPhase;
  /** While `carrying`, these two count batches. */
  readonly recordsSent: number;
  readonly recordsTotal: number;
  readonly photosSent: number;
  readonly photosTotal: number;
  readonly bytesSent: number;
  /** Of all that waits, photos included. */
  readonly bytesTotal: number;
  /** As the line has been since the beginning; null before anything went through. */
  readonly secondsLeft: number | null;
}
export interface SyncReport {
  readonly batches: number;
  readonly receipts: number;
  readonly accepted: number;
  readonly alreadyHeld: number;
  readonly refused: number;
  /** Photos that the server holds now. */
  readonly photos: number;
  /** Photos that it did not take: they wait, or stand on the list of what was refused. */
  readonly photosLeft: number;
  readonly decisions: number;
  /** Decisions that were not taken because no signature the administrator vouches for covers them. */
  readonly decisionsRefused?: number | undefined;
  /** Batches delivered for other laptops. */
  readonly carried?: number | undefined;
  readonly bytesSent: number;
  /** People of this laptop whose permission was lengthened. */
  readonly leasesRenewed?: number | undefined;
  /** Somebody stopped it: what was not sent or fetched waits for the next time. */
  readonly isStopped: boolean;
}

/** A new period of review keys: of how many areas, and how many people hold them. */
export interface RenewedReviewKeys {
  readonly areas: number;
  readonly people: number;
}

/** A batch of this laptop, for the sync screen. */
export interface BatchSummary {
  readonly sequence: number;
  readonly createdAt: string;
  readonly records: number;
  readonly photos: number;
  readonly bytes: number;
  readonly state: 'waiting' | 'received';
  /** When it last went into a file for a stick. */
  readonly handedOverAt: string | null;
}

/** A record for a screen: photos that travel apart come without their keys. */
export type ShownRecord = Omit<RegistrantRecord, 'answers'> & { readonly answers: Answers };

/** A record as the supervisor's client opened it. */
export interface ReviewItem {
  readonly record: ShownRecord;
  readonly enumeratorName: string;
  readonly receivedAt: string;
  readonly itemHash: string;
  readonly candidates: readonly { readonly recordId: string; readonly by: readonly string[] }[];
}
/** A record that could not be opened or verified; shown, never dropped. */
export interface ReviewFailure {
  readonly recordId: string | null;
  readonly itemHash: string;
  readonly code: ErrorCode;
}
export interface ReviewQueue {
  readonly items: readonly ReviewItem[];
  readonly failures: readonly ReviewFailure[];
  readonly next: number | null;
}
export type Verdict =
  { readonly verdict: 'approved' } | { readonly verdict: 'returned'; readonly reason: string };

/** A laptop's request as the administrator's client verified it. */
export interface ApprovalItem {
  readonly requestHash: string;
  readonly operatorName: string;
  readonly role: string;
  readonly areaIds: readonly string[];
  readonly assignments: readonly Assignment[];
  readonly receivedAt: string;
  readonly words: readonly string[];
}

/** Tells the UI thread that something changed; it asks again for what it shows. */
export type VaultEvent =
  | { readonly type: 'state-changed' }
  | { readonly type: 'records-changed' }
  /** The vault is about to be closed: save what is being typed, and lock. */
  | { readonly type: 'lock-ordered' }
  | { readonly type: 'sync-progress'; readonly progress: SyncProgress }
  | { readonly type: 'stick-progress'; readonly progress: StickProgress }
  | { readonly type: 'import-progress'; readonly progress: ImportProgress }
  | { readonly type: 'keys-changed'; readonly renewal: KeyRenewal | null }
  | { readonly type: 'activity-progress'; readonly progress: ActivityProgress };

/**
 * Everything the UI thread can ask of the vault worker. The worker holds every key; nothing here returns one.
 * All calls reject with a FieldsealError.
 */
export interface VaultApi
  extends
    ActivityApi,
    BackupApi,
    CourierApi,
    FactorApi,
    FileRequestApi,
    ImportApi,
    KeysApi,
    LeaseApi,
    PhotosApi,
    OrderApi,
    PeopleApi,
    RecoveryApi,
    RolesApi,
    ServerLogApi {
  // start and state
  start(host: HostFacts): Promise<VaultState>;
  state(): Promise<VaultState>;
  subscribe(listener: (event: VaultEvent) => void): Promise<void>;

  // set-up of an operator on this laptop
  claimCode(serverUrl: string, code: string): Promise<ClaimedPerson>;
  /** Options to register a factor of somebody who sets up, adds a way to unlock, or recovers. */
  beginFactor(operatorId: string): Promise<PublicKeyCredentialCreationOptionsJSON>;
  /** Options for the `get` that evaluates PRF where `create` did not. */
  beginFactorCheck(
    operatorId: string,
    credentialId: string,
  ): Promise<PublicKeyCredentialRequestOptionsJSON>;
  createOperator(code: string, passphrase: string, factor: FactorProof): Promise<SetupOutcome>;
  /** Words of the request that waits for approval (session needed, so that a reload can show them again). */
  requestWords(): Promise<readonly string[]>;
  checkGrant(): Promise<GrantCheck>;
  /** Stores the grant that `checkGrant` found ready; the operator has compared the words. */
  acceptGrant(): Promise<void>;

  // the same without a network: request and answer travel as files
  /**
   * Begins a set-up that asks nobody. `createOperator` goes on with the answered operator id in place of a code. The name
   * stays on this laptop, until the grant says how the programme lists the person.
   */
  beginFileSetup(name: string): Promise<ClaimedPerson>;
  /** How the signed-in person asked, and so where the answer comes from. */
  requestWay(): Promise<'network' | 'file'>;
  requestFile(): Promise<FileToSave>;
  /** Verifies an answer as `checkGrant` does; `acceptGrant` stores it. Nothing changes where it is refused. */
  openGrantFile(file: Bytes): Promise<GrantCheck>;
  /** Takes the signed-in person, who waits for an answer, off this laptop; its answer opens nowhere any more. */
  giveUpRequest(): Promise<void>;

  // unlock and lock
  /** In `tier`, or in the strongest that the operator has. */
  beginUnlock(operatorId: string, tier?: SlotTier): Promise<UnlockChallenge>;
  unlock(operatorId: string, passphrase: string, factor: FactorProof): Promise<Session>;
  lock(): Promise<void>;
  programme(): Promise<ProgrammeView>;

  // enrolment
  createDraft(noticeLanguage: string): Promise<Draft>;
  saveDraft(draft: Draft): Promise<void>;
  loadDraft(id: string): Promise<Draft>;
  listDrafts(): Promise<readonly DraftSummary[]>;
  discardDraft(id: string): Promise<void>;
  findDuplicates(draftId: string, answers: Answers): Promise<readonly DuplicateHit[]>;
  sealDraft(id: string): Promise<SavedRecord>;
  /** Opens a returned record as a draft for correction. */
  correctRecord(recordId: string): Promise<Draft>;

  // records
  listRecords(after: string | null, limit: number): Promise<RecordPage>;
  searchRecords(query: SearchQuery): Promise<readonly RecordSummary[]>;
  /** Opens an own record; why goes into the audit chain before anything is answered. */
  openRecord(recordId: string, reason?: DecryptReason): Promise<ShownRecord>;
  returnReason(recordId: string): Promise<string>;
  counts(): Promise<RecordCounts>;
  listRefused(): Promise<RefusedRecords>;
  /** Seals own refused records anew, as they are; the next sync sends them. */
  sendAgain(recordIds: readonly string[]): Promise<SendAgainReport>;

  // sync
  sync(): Promise<SyncReport>;
  /** Ends the sync under way once the batch that is on its way has been answered. Nothing is lost. */
  stopSync(): Promise<void>;
  listBatches(): Promise<readonly BatchSummary[]>;

  // review (supervisor)
  reviewQueue(after: number, limit: number): Promise<ReviewQueue>;
  decide(recordIds: readonly string[], verdict: Verdict): Promise<number>;

  // administration
  listRequests(): Promise<readonly ApprovalItem[]>;
  approveRequest(requestHash: string): Promise<void>;
  rejectRequest(requestHash: string): Promise<void>;
  listDevices(): Promise<readonly DeviceSummary[]>;
  revokeDevice(deviceId: string): Promise<void>;
  /**
   * Begins a new period of these areas' review keys, without the people of this laptop, now and in every later one. Who
   * is left out reads nothing that is sealed afterwards.
   * @throws FieldsealError `recovery.keys-not-yours` for an administrator who did not start the programme.
   */
  renewReviewKeys(areaIds: readonly string[], closedDeviceId: string): Promise<RenewedReviewKeys>;
  /** What the server knows of a laptop, for judging what its loss means. */
  lossReport(deviceId: string): Promise<LossReport>;
}

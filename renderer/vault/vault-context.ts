import type {
  AgreementKey,
  Argon2Cost,
  PreparedTokens,
  RecordKeySender,
  SigningKey,
} from '../../shared/crypto/index.ts';
import { decide, refusalDetails } from '../../shared/access/decide.ts';
import type { HeldAssignment } from '../../shared/access/held-assignment.ts';
import type { Action } from '../../shared/access/permissions.ts';
import type { ProgrammePack, SlotTier } from '../../shared/domain/programme.ts';
import type { Bytes } from '../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import type { OperatorRow } from './database/rows.ts';
import type { FieldsealStore, IndexedDbImplementation } from './database/store.ts';
import type { IndexPageKey } from './index/index-page.ts';
import type { IndexPlan } from './index/index-plan.ts';
import type { LaptopTokens } from './index/index-tokens.ts';
import type { MemoryIndex } from './index/memory-index.ts';
import type { MemoryIntake } from './intake/memory-intake.ts';
import type { AuditEvent } from '../../shared/audit/audit-event.ts';
import type { PhotoKeys } from './attachments/photo-keys.ts';
import type { OperatorAudit } from './audit/operator-audit.ts';
import type { FactorCeremonies } from './keys/factor-ceremonies.ts';
import type { KeyRings } from './keys/key-rings.ts';
import type { OperatorKeys } from './keys/operator-keys.ts';
import type { VaultKeys } from './keys/vault-keys.ts';
import type { Mutex } from './mutex.ts';
import type { PreparedOperator } from './provisioning/prepared-operator.ts';
import type { ApiClient } from './sync/api-client.ts';
import type { HostFacts, VaultEvent } from './vault-api.ts';

/** What a vault takes from outside; tests replace each. */
export interface VaultDeps {
  readonly databaseName: string;
  readonly database: IndexedDbImplementation;
  readonly fetch: typeof fetch;
  readonly now: () => Date;
  /** Waits; tests don't. */
  readonly wait?: ((milliseconds: number) => Promise<void>) | undefined;
  /** Cost of new slots; without it, it is tuned to the machine. */
  readonly argon2Cost?: (() => Promise<Argon2Cost>) | undefined;
  /** Runs work that nobody waits for a while later; without it (in tests) such work is called by name. */
  readonly whenIdle?: ((work: () => Promise<void>) => void) | undefined;
}

/** What the host said at the start, and the device key it let us open. */
export interface HostState {
  readonly relyingParty: HostFacts['relyingParty'];
  readonly gatedUnlock: boolean;
  readonly nativeBound: boolean;
  readonly deviceWrappingKey: CryptoKey;
  /** Null before the first set-up, or when the host's share was lost. */
  deviceKey: SigningKey | null;
  readonly shareLost: boolean;
}

/** The programme's keys and indexes, present once a grant was accepted. */
export interface ProgrammeSession {
  readonly pack: ProgrammePack;
  /** What the operator's grant makes of them. */
  readonly held: readonly HeldAssignment[];
  /** The latest time that the server told, milliseconds: a clock that is set back lengthens no assignment. */
  serverTimeSeen: number;
  /** Version of the newest pack that was seen; the session works on with its own. */
  newestPack: number;
  readonly administrator: { readonly kid: string; readonly publicKey: Bytes };
  readonly deviceId: string;
  readonly deviceCode: string;
  readonly laptopTokens: LaptopTokens;
  readonly programmeTokens: PreparedTokens;
  readonly indexPageKey: IndexPageKey;
  /** Wraps record keys to reviewers; dropped at lock and with every receipt. */
  readonly sender: RecordKeySender;
  readonly plan: IndexPlan;
  readonly index: MemoryIndex;
  readonly intake: MemoryIntake;
  /** Records that no search finds, because their index page is damaged. */
  unsearchable: number;
  readonly reviewKeys: readonly AgreementKey[];
}

/** A record that the supervisor opened, with what a decision on it needs. */
export interface ReviewedRecord {
  readonly itemHash: string;
  readonly version: number;
  readonly recordKey: Bytes;
  readonly binding: {
    readonly programmeId: string;
    readonly recordId: string;
    readonly version: number;
    readonly deviceId: string;
    readonly areaId: string;
    readonly schemaVersion: number;
  };
  readonly enumeratorKey: { readonly kid: string; readonly publicKey: Bytes };
  /** Keys of the enumerator's other laptops. */
  readonly otherKeys: readonly { readonly kid: string; readonly publicKey: Bytes }[];
}

/** An open vault. Dropping it drops every key. */
export interface OpenSession {
  readonly operator: OperatorRow;
  readonly tier: SlotTier;
  /** The slot that it was opened with. */
  readonly slotId: string;
  readonly vaultKeys: VaultKeys;
  readonly rings: KeyRings;
  readonly audit: OperatorAudit;
  readonly operatorKeys: OperatorKeys;
  readonly programme: ProgrammeSession | null;
  readonly reviewed: Map<string, ReviewedRecord>;
  readonly photoKeys: PhotoKeys;
}

/** The chain of whoever is signed in. Without a session there is no key to write with, and nothing is written. */
export interface AuditTrail {
  /** Writes the event; it is on disk when the promise resolves. @throws FieldsealError `vault.storage-full`. */
  append(event: AuditEvent): Promise<void>;
  /** Keeps the event for the next write, at most a second away; it never fails what it reports. */
  later(event: AuditEvent): void;
}

/** Everything the parts of the vault share. */
export interface VaultContext {
  readonly deps: VaultDeps;
  store: FieldsealStore | null;
  host: HostState | null;
  session: OpenSession | null;
  /** Counts the locks, so that work begun before one opens no session after it. */
  locks: number;
  /** Operators whose set-up may have to be sent again, by code. */
  readonly setups: Map<string, PreparedOperator>;
  readonly audit: AuditTrail;
  readonly ceremonies: FactorCeremonies;
  readonly writes: Mutex;
  readonly api: ApiClient;
  /** Argon2id cost for a slot made now: half a second on this machine, never under the minimum. */
  argon2Cost(): Promise<Argon2Cost>;
  emit(event: VaultEvent): void;
}

/** The opened store. @throws FieldsealError `vault.internal` before `start`. */
export function requireStore(context: VaultContext): FieldsealStore {
  if (context.store === null) throw new FieldsealError('vault.internal');
  return context.store;
}

/** The host. @throws FieldsealError `vault.internal` before `start`. */
export function requireHost(context: VaultContext): HostState {
  if (context.host === null) throw new FieldsealError('vault.internal');
  return context.host;
}

/** The device's key. @throws FieldsealError `vault.host-share-lost`, or `provisioning.pending` where there is none. */
export function requireDeviceKey(context: VaultContext): SigningKey {
  const host = requireHost(context);
  if (host.deviceKey !== null) return host.deviceKey;
  throw new FieldsealError(host.shareLost ? 'vault.host-share-lost' : 'provisioning.pending');
}

/** The open session. @throws FieldsealError `vault.locked`. */
export function requireSession(context: VaultContext): OpenSession {
  if (context.session === null) throw new FieldsealError('vault.locked');
  return context.session;
}

/** An open session with its programme. */
export type ActiveSession = OpenSession & { readonly programme: ProgrammeSession };

/**
 * The session of an operator who holds a grant and may do `action`.
 * @throws FieldsealError `vault.locked`, `provisioning.pending`, `server.forbidden`.
 */
export function requireActive(context: VaultContext, action?: Action): ActiveSession {
  const session = requireSession(context);
  if (session.programme === null) throw new FieldsealError('provisioning.pending');
  if (action !== undefined) {
    const decision = decide(session.programme.held, action, {
      at: trustedNow(session.programme, context.deps.now()),
    });
    if (!decision.allowed) {
      throw new FieldsealError('server.forbidden', refusalDetails(decision.refusal));
    }
  }
  return { ...session, programme: session.programme };
}

/** The time that assignments are judged by: the laptop's, or a later one that the server told. */
export function trustedNow({ serverTimeSeen }: ProgrammeSession, now: Date): Date {
  return new Date(Math.max(now.getTime(), serverTimeSeen));
}

/** Remembers what the server told, for `trustedNow`. */
export function noteServerTime(context: VaultContext, serverTime: string): void {
  const programme = context.session?.programme ?? null;
  if (programme === null) return;
  programme.serverTimeSeen = Math.max(programme.serverTimeSeen, Date.parse(serverTime));
}

/** The laptop's calendar day as an ISO date. */
export function calendarDay(date: Date): string {
  const pad = (value: number): string => String(value).padStart(2, '0');
  return `${String(date.getFullYear())}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}

import type { OperatorSummary } from '../../renderer/vault/vault-api.ts';
import type { Role } from '../../shared/domain/role.ts';

/** What the harness page asks the stand-in to be. */
export interface StandInOptions {
  /** Who has the vault open; null: locked. */
  readonly role: Role | null;
  /** What they are: that role alone, or others beside it, over and to come. */
  readonly assignments: 'one' | 'several';
  readonly operators: 'none' | 'some';
  /** Everything the lists show is empty. */
  readonly isEmpty: boolean;
  /** Calls that load lists fail. */
  readonly isFailing: boolean;
  readonly grant: 'pending' | 'ready';
  readonly duplicates: boolean;
  readonly tier: OperatorSummary['tier'];
  readonly idleLockSeconds: number;
  /** Room on the disk, as the host tells it. */
  readonly freeBytes: number;
  /** Registrations older than a week in no backup. */
  readonly isBackupOverdue: boolean;
  /** Where a recovery stands; `none`: the programme has no recovery keys. */
  readonly recovery: 'none' | 'ready' | 'asked' | 'answered';
  /** Where a renewal of keys stands. */
  readonly keys: 'fine' | 'unfinished' | 'renewing';
  readonly isLogBroken: boolean;
  readonly isLogLong: boolean;
  /** Batches of other laptops are carried. */
  readonly isCarrying: boolean;
  /** Writing to a stick comes to no end. */
  readonly stick: 'fine' | 'slow';
  /** The server's log: as it should be, contradicting what the laptop keeps, never kept, or coming for ever. */
  readonly serverLog: 'fine' | 'conflict' | 'none' | 'long';
  /** Where an import of people stands, or what ended the last one. */
  readonly import: 'fine' | 'checking' | 'saving' | 'locked';
  /** What an administrator's order made of the laptop. */
  readonly order: 'none' | 'suspended' | 'destroyed' | 'destroyed-and-told';
}

export const DEFAULT_OPTIONS: StandInOptions = {
  role: 'enumerator',
  assignments: 'one',
  operators: 'some',
  isEmpty: false,
  isFailing: false,
  grant: 'pending',
  duplicates: false,
  tier: 'bound',
  idleLockSeconds: 600,
  freeBytes: 48_000_000_000,
  isBackupOverdue: false,
  recovery: 'ready',
  keys: 'fine',
  isLogBroken: false,
  isLogLong: false,
  isCarrying: false,
  stick: 'fine',
  serverLog: 'fine',
  import: 'fine',
  order: 'none',
};

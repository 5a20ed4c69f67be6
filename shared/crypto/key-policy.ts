import { KEY_PURPOSES, type KeyPurpose } from '../domain/key-purpose.ts';
import { FieldsealError } from '../errors/fieldseal-error.ts';

const DAY_MS = 86_400_000;

/** How far a key is from its renewal. `overdue`: it encrypts no more. */
export type RotationState = 'fine' | 'due' | 'overdue';

/** When a key is to be renewed, and where it stands on the day asked for. */
export interface RotationStatus {
  readonly state: RotationState;
  readonly dueAt: string;
  readonly refusedFrom: string;
}

/** The closed list of purposes: the built-in ones and those that the programme declares. */
export interface KeyVocabulary {
  readonly purposes: readonly KeyPurpose[];
  /** @throws FieldsealError `keys.purpose-unknown`: there is no purpose to fall back on. */
  find(code: string): KeyPurpose;
}

/** @throws FieldsealError `keys.purpose-taken` for a declared purpose that would change another. */
export function createKeyVocabulary(declared: readonly KeyPurpose[]): KeyVocabulary {
  const purposes = new Map<string, KeyPurpose>();
  for (const purpose of [...KEY_PURPOSES, ...declared]) {
    if (purposes.has(purpose.code)) {
      throw new FieldsealError('keys.purpose-taken', { purpose: purpose.code });
    }
    purposes.set(purpose.code, purpose);
  }
  return {
    purposes: [...purposes.values()],
    find(code) {
      const purpose = purposes.get(code);
      if (purpose === undefined) throw new FieldsealError('keys.purpose-unknown');
      return purpose;
    },
  };
}

/** Where a key made at `createdAt` stands on `now`. A clock that was set back makes no key younger than new. */
export function rotationStatus(purpose: KeyPurpose, createdAt: string, now: Date): RotationStatus {
  const due = Date.parse(createdAt) + purpose.rotationDays * DAY_MS;
  const refused = due + purpose.graceDays * DAY_MS;
  const at = now.getTime();
  return {
    state: at >= refused ? 'overdue' : at >= due ? 'due' : 'fine',
    dueAt: new Date(due).toISOString(),
    refusedFrom: new Date(refused).toISOString(),
  };
}

/** @throws FieldsealError `keys.rotation-overdue` for a key that must not encrypt any more. */
export function checkMayEncrypt(purpose: KeyPurpose, createdAt: string, now: Date): void {
  const { state, dueAt } = rotationStatus(purpose, createdAt, now);
  if (state !== 'overdue') return;
  throw new FieldsealError('keys.rotation-overdue', {
    purpose: purpose.code,
    days: purpose.rotationDays,
    grace: purpose.graceDays,
    dueAt: dueAt.slice(0, 10),
  });
}

/** @throws FieldsealError `keys.hardware-required` where the purpose asks for hardware the provider has not. */
export function checkHardware(purpose: KeyPurpose, hasHardware: boolean, provider: string): void {
  if (!purpose.requiresHardware || hasHardware) return;
  throw new FieldsealError('keys.hardware-required', { purpose: purpose.code, provider });
}

import { createChallenge } from '../../shared/crypto/index.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';

export type Ceremony = 'registration' | 'assertion';

/** Challenges that wait for their answer. Each counts once, whether the answer is good or not. */
export interface Challenges {
  /** A fresh challenge; an unanswered one for the same operator and ceremony is void from now on. */
  issue(ceremony: Ceremony, operatorId: string): string;
  /** Uses it up. @throws FieldsealError `webauthn.challenge-mismatch` when none waits or it is too old. */
  take(ceremony: Ceremony, operatorId: string): string;
}

/** Web Authentication Level 3, section 15.1: five minutes are enough for any ceremony. */
export const CHALLENGE_LIFETIME_MS = 300_000;
/** More than any laptop has operators; the page can't fill the memory by asking on and on. */
const MAX_WAITING = 64;

/** `now` is a clock in milliseconds that only goes forward. */
export function createChallenges(now: () => number): Challenges {
  const waiting = new Map<string, { readonly challenge: string; readonly expiresAt: number }>();
  const keyOf = (ceremony: Ceremony, operatorId: string): string => `${ceremony} ${operatorId}`;
  return {
    issue(ceremony, operatorId) {
      const key = keyOf(ceremony, operatorId);
      waiting.delete(key);
      const [oldest] = waiting.keys();
      if (waiting.size >= MAX_WAITING && oldest !== undefined) waiting.delete(oldest);
      const challenge = createChallenge();
      waiting.set(key, { challenge, expiresAt: now() + CHALLENGE_LIFETIME_MS });
      return challenge;
    },
    take(ceremony, operatorId) {
      const key = keyOf(ceremony, operatorId);
      const entry = waiting.get(key);
      waiting.delete(key);
      if (entry === undefined || now() >= entry.expiresAt) {
        throw new FieldsealError('webauthn.challenge-mismatch');
      }
      return entry.challenge;
    },
  };
}

import type { NameRules, NameSounds } from '../../../shared/domain/names.ts';

/** Names that are remembered by each version of the rules. */
const MOST_NAMES = 20_000;

/** What names sound like, remembered while a vault is open: the same names come again and again. It goes with the session. */
export interface NameMemory {
  sounds(rules: NameRules, value: string): NameSounds;
}

/** A memory of no names. */
export function createNameMemory(): NameMemory {
  const byRules = new Map<NameRules, Map<string, NameSounds>>();
  return {
    sounds(rules, value) {
      const known = byRules.get(rules) ?? new Map<string, NameSounds>();
      byRules.set(rules, known);
      const found = known.get(value);
      if (found !== undefined) return found;
      const made = rules.sounds(value);
      if (known.size < MOST_NAMES) known.set(value, made);
      return made;
    },
  };
}

import { CLK_BYTES } from './index-entry.ts';
import type { ClkEncoder } from '../../../shared/crypto/index.ts';
import type { Bytes } from '../../../shared/encoding/bytes.ts';
import {
  personFields,
  type MatchFieldId,
  type MatchPerson,
} from '../../../shared/matching/person-fields.ts';

/** Names whose part of an encoding is remembered. */
const MOST_NAMES = 20_000;

/** Fields whose values come again and again. */
const NAMES = ['givenName', 'familyName'] as const satisfies readonly MatchFieldId[];

/** Encodes people for the fuzzy search. */
export interface PersonEncoder {
  /** The encoding of `personFields`, 128 bytes. */
  encode(person: MatchPerson): Bytes;
}

/**
 * An encoder that remembers what names add to an encoding while a vault is open: every piece sets bits of its own, so that
 * the bits of a person are those of each field together. It goes with the session.
 */
export function createPersonEncoder(clk: ClkEncoder): PersonEncoder {
  const remembered = new Map<string, Bytes>();

  function partOf(id: MatchFieldId, value: string): Bytes {
    const key = `${id}|${value}`;
    const known = remembered.get(key);
    if (known !== undefined) return known;
    const part = clk.encode(personFields({ [id]: value }));
    if (remembered.size < MOST_NAMES) remembered.set(key, part);
    return part;
  }

  return {
    encode(person) {
      const rest = { ...person, givenName: '', familyName: '' };
      const encoding = clk.encode(personFields(rest));
      for (const id of NAMES) {
        const value = person[id] ?? '';
        if (value === '') continue;
        const part = partOf(id, value);
        for (let at = 0; at < CLK_BYTES; at++) {
          encoding[at] = (encoding[at] ?? 0) | (part[at] ?? 0);
        }
      }
      return encoding;
    },
  };
}

import type { Bytes } from '../encoding/bytes.ts';
import {
  FIELD_RULES,
  personFields,
  type EncodedField,
  type MatchFieldId,
  type MatchPerson,
} from './person-fields.ts';

/** Fields encoded by themselves all weigh the same inside: the comparison weighs them. */
const FIELD_BITS = 16;

/** Turns pieces into 128 bytes under a key: the encoder of shared/crypto. */
export interface Encoder {
  encode(fields: readonly EncodedField[]): Bytes;
}

/** A person in encodings only. */
export interface EncodedPerson {
  /** All fields together: finds candidates. */
  readonly whole: Bytes;
  /** Each answered field by itself: decides. */
  readonly fields: Readonly<Partial<Record<MatchFieldId, Bytes>>>;
}

/** Encodes a person for linkage. */
export function encodePerson(encoder: Encoder, person: MatchPerson): EncodedPerson {
  const fields: Partial<Record<MatchFieldId, Bytes>> = {};
  for (const [id, value] of Object.entries(person) as [MatchFieldId, string][]) {
    const { space, grams } = FIELD_RULES[id];
    const pieces = grams(value);
    if (pieces.length === 0) continue;
    fields[id] = encoder.encode([{ name: space, grams: pieces, bitsPerGram: FIELD_BITS }]);
  }
  return { whole: encoder.encode(personFields(person)), fields };
}

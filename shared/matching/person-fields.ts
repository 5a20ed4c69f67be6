import { nameGrams, numberGrams, placedGrams, soundGrams } from './grams.ts';

/** What two entries of one person are compared by. A birth date is its digits: `YYYY`, `YYYYMM` or `YYYYMMDD`. */
export type MatchFieldId =
  | 'givenName'
  | 'familyName'
  | 'birthDate'
  | 'phone'
  | 'streetNumber'
  | 'addressLine1'
  | 'addressLine2'
  | 'locality'
  | 'postcode'
  | 'region';

/** A person as far as known; a field that is absent or empty was not answered. */
export type MatchPerson = Readonly<Partial<Record<MatchFieldId, string>>>;

/** One field's pieces and their weight, in the shape that the encoder of shared/crypto takes. */
export interface EncodedField {
  readonly name: string;
  readonly grams: readonly string[];
  readonly bitsPerGram: number;
}

/** Fields of one `space` are hashed alike, so that values entered in each other's place still meet. */
interface FieldRule {
  readonly space: string;
  readonly grams: (value: string) => readonly string[];
  readonly bitsPerGram: number;
}

/**
 * Weights in an encoding of the whole person: what tells people apart and is seldom changed weighs most, as in the
 * schemas published for such encodings (Schnell et al.; clkhash).
 */
export const FIELD_RULES: Readonly<Record<MatchFieldId, FieldRule>> = {
  givenName: { space: 'name', grams: nameGrams, bitsPerGram: 14 },
  familyName: { space: 'name', grams: nameGrams, bitsPerGram: 14 },
  birthDate: { space: 'birth', grams: placedGrams, bitsPerGram: 16 },
  phone: { space: 'phone', grams: numberGrams, bitsPerGram: 4 },
  streetNumber: { space: 'street-number', grams: numberGrams, bitsPerGram: 6 },
  addressLine1: { space: 'address', grams: nameGrams, bitsPerGram: 6 },
  addressLine2: { space: 'address', grams: nameGrams, bitsPerGram: 6 },
  locality: { space: 'locality', grams: nameGrams, bitsPerGram: 8 },
  postcode: { space: 'postcode', grams: numberGrams, bitsPerGram: 7 },
  region: { space: 'region', grams: nameGrams, bitsPerGram: 3 },
};

const FIELD_IDS = Object.keys(FIELD_RULES) as MatchFieldId[];

/** Names are encoded by their consonants too, so that a name in another script keeps a likeness. */
const SOUND_BITS = 8;

/** Pieces of the whole person, for one encoding that is compared as a whole. */
export function personFields(person: MatchPerson): readonly EncodedField[] {
  // Each by itself: what a name adds is the same beside whichever other name.
  const sounds = [person.givenName ?? '', person.familyName ?? ''].flatMap((name) =>
    name === '' ? [] : soundGrams(name),
  );
  const fields = FIELD_IDS.flatMap((id) => {
    const value = person[id] ?? '';
    if (value === '') return [];
    const { space, grams, bitsPerGram } = FIELD_RULES[id];
    return { name: space, grams: grams(value), bitsPerGram };
  });
  return [...fields, { name: 'sound', grams: sounds, bitsPerGram: SOUND_BITS }].filter(
    ({ grams }) => grams.length > 0,
  );
}

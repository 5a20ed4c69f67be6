import { nameTokens, normalisePhone } from '../domain/normalise.ts';
import type { BirthDate } from '../forms/form-definition.ts';

/** What an encoding is made of; a field that was not answered is empty or null. */
export interface MatchPerson {
  readonly familyName: string;
  readonly givenName: string;
  readonly birthDate: BirthDate | null;
  readonly phone: string;
}

/** One field's pieces and their weight; has the shape that the encoder of `shared/crypto` takes. */
export interface EncodedField {
  readonly name: string;
  readonly grams: readonly string[];
  readonly bitsPerGram: number;
}

const NAME_BITS = 12;
const DATE_BITS = 20;
const PHONE_BITS = 6;

/** Pieces of everything by which two entries of one person resemble each other. */
export function clkFields(person: MatchPerson): readonly EncodedField[] {
  return [
    field('family', nameGrams(person.familyName), NAME_BITS),
    field('given', nameGrams(person.givenName), NAME_BITS),
    field('birth', dateGrams(person.birthDate), DATE_BITS),
    field('phone', padded(normalisePhone(person.phone)), PHONE_BITS),
  ].filter(({ grams }) => grams.length > 0);
}

function field(name: string, grams: Iterable<string>, bitsPerGram: number): EncodedField {
  return { name, grams: [...new Set(grams)], bitsPerGram };
}

function nameGrams(name: string): readonly string[] {
  return nameTokens(name).flatMap(padded);
}

/** Pairs of neighbours, the ends marked, so that first and last letters count. */
function padded(text: string): readonly string[] {
  if (text === '') return [];
  const characters = [' ', ...text, ' '];
  return characters.slice(1).map((character, at) => `${characters[at] ?? ''}${character}`);
}

/** Each digit with its place: one wrong digit changes one piece. */
function dateGrams(date: BirthDate | null): readonly string[] {
  if (date === null) return [];
  return [...date.value.replaceAll('-', '')].map((digit, place) => `${String(place)}:${digit}`);
}

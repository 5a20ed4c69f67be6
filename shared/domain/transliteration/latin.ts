/**
 * Latin letters that do not fall apart into a letter and a mark (Unicode Standard, section 7.1), as people write them
 * where their keyboard lacks them; the spellings are those of ICAO Doc 9303 part 3 without its doubled vowels.
 */
export const LATIN: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ß: 'ss',
    æ: 'ae',
    œ: 'oe',
    ø: 'o',
    đ: 'd',
    ð: 'd',
    þ: 'th',
    ł: 'l',
    ħ: 'h',
    ı: 'i',
    ŋ: 'ng',
    ŧ: 't',
    ə: 'a',
    ɓ: 'b',
    ɗ: 'd',
    ɛ: 'e',
    ɔ: 'o',
    ƙ: 'k',
    ƴ: 'y',
    ɖ: 'd',
    ɣ: 'gh',
    ɲ: 'ny',
    ʋ: 'v',
  }),
);

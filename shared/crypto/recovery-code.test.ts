import { describe, expect, test } from 'vitest';
import { newRecoveryCode, readRecoveryCode } from './recovery-code.ts';

function replaced(words: readonly string[], at: number, word: string): string {
  return words.map((old, index) => (index === at ? word : old)).join(' ');
}

describe('a recovery code', () => {
  test('has fifteen words that give the same bytes back, however they are typed', () => {
    const { words, secret } = newRecoveryCode();
    expect(words).toHaveLength(15);
    const numbered = words.map((word, index) => `${String(index + 1)}. ${word}`).join('\n');
    for (const typed of [words.join(' '), words.join(',  ').toUpperCase(), numbered]) {
      expect(readRecoveryCode(typed)).toEqual(secret);
    }
  });

  test('is another each time', () => {
    expect(newRecoveryCode().words).not.toEqual(newRecoveryCode().words);
  });

  test('says how many words are missing and which is unknown, and quotes none', () => {
    const { words } = newRecoveryCode();
    expect(() => readRecoveryCode(words.slice(1).join(' '))).toThrow(
      expect.objectContaining({
        code: 'recovery.code-invalid',
        details: { expected: 15, words: 14 },
      }),
    );
    expect(() => readRecoveryCode(replaced(words, 4, 'fieldseal'))).toThrow(
      expect.objectContaining({ details: { expected: 15, words: 15, unknown: 5 } }),
    );
    expect(() => readRecoveryCode('')).toThrow(
      expect.objectContaining({ details: { expected: 15, words: 0 } }),
    );
  });

  test('with one word mistaken for another is refused in all but one of 32 cases', () => {
    const { words } = newRecoveryCode();
    const others = ['abandon', 'ability', 'zoo', 'wolf', 'lake', 'tree', 'iron', 'moon'];
    const refused = others.flatMap((word) =>
      words.map((_, at) => {
        try {
          readRecoveryCode(replaced(words, at, word));
          return false;
        } catch {
          return true;
        }
      }),
    );
    expect(refused.filter(Boolean).length).toBeGreaterThan(refused.length * 0.8);
  });
});

test('a code of another length is refused, though its checksum fits, and each refusal by its code', () => {
  // The shortest phrase that BIP 39 has, of sixteen bytes of zeros.
  const short = `${'abandon '.repeat(11)}about`;
  const refused = { code: 'recovery.code-invalid' };
  expect(() => readRecoveryCode(short)).toThrow(
    expect.objectContaining({ ...refused, details: { expected: 15, words: 12 } }),
  );
  expect(() => readRecoveryCode('nosuchword')).toThrow(
    expect.objectContaining({ ...refused, details: { expected: 15, words: 1, unknown: 1 } }),
  );
  expect(() => readRecoveryCode('abandon '.repeat(15))).toThrow(expect.objectContaining(refused));
});

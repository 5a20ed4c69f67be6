import { describe, expect, it } from 'vitest';
import { LocalizedText, localize, textDirection } from './localized-text.ts';

describe('localised text', () => {
  it.each([
    ['ar', 'ع'],
    ['ar-SY', 'ع'],
    ['pt-BR', 'br'],
    ['pt', 'en'],
    ['', 'en'],
  ])('for %j is %s', (locale, expected) => {
    expect(localize({ en: 'en', ar: 'ع', 'pt-BR': 'br' }, locale)).toBe(expected);
  });

  it('without English is no text: something must be shown to everybody', () => {
    expect(LocalizedText.safeParse({ ar: 'ع' }).success).toBe(false);
    expect(LocalizedText.safeParse({ en: '' }).success).toBe(false);
  });

  it.each([
    ['ar', 'rtl'],
    ['ar-EG', 'rtl'],
    ['ckb', 'rtl'],
    ['am', 'ltr'],
    ['en', 'ltr'],
    ['', 'ltr'],
  ])('in %j runs %s', (locale, direction) => {
    expect(textDirection(locale)).toBe(direction);
  });
});

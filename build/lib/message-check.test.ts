import { describe, expect, test } from 'vitest';
import { checkMessages } from './message-check.ts';

function check(
  en: Record<string, string>,
  ar: Record<string, string>,
  sources: readonly string[] = [],
  required: readonly string[] = [],
): readonly string[] {
  return checkMessages({
    languages: new Map([
      ['en', en],
      ['ar', ar],
    ]),
    sources,
    required,
  });
}

describe('checkMessages', () => {
  test('is silent when every id is translated and used', () => {
    const en = { 'vault.title': 'Unlock', 'error.sync.offline': 'No network' };
    const ar = { 'vault.title': 'فتح', 'error.sync.offline': 'لا شبكة' };
    expect(check(en, ar, ['<T id="vault.title" />', 'f(`error.${code}`)'])).toEqual([]);
  });

  test('names what one language lacks, either way', () => {
    const faults = check({ 'a.one': 'x', 'a.two': 'y' }, { 'a.one': 'x', 'a.three': 'z' }, [
      "'a.one' 'a.two' 'a.three'",
    ]);
    expect(faults).toEqual(['a.two: in en, missing in ar', 'a.three: in ar, missing in en']);
  });

  test('names a translation that takes other values, whatever its plural branches', () => {
    const en = {
      'days.left': '{count, plural, one {# day} other {# days}}',
      'who.is': 'Signed in as {name}',
    };
    const same = {
      'days.left': '{count, plural, zero {لا} one {يوم} two {يومان} other {# يوم}}',
      'who.is': 'أنت {name}',
    };
    const used = ["'days.left' 'who.is'"];
    expect(check(en, same, used)).toEqual([]);
    expect(check(en, { ...same, 'who.is': 'أنت {user}' }, used)).toEqual([
      'who.is: ar does not take the same values as en',
    ]);
  });

  test('names an id that no code uses, and one that the code needs and nobody wrote', () => {
    const texts = { 'a.used': 'x', 'a.stale': 'y' };
    expect(check(texts, texts, ["'a.used'"], ['error.vault.locked'])).toEqual([
      'error.vault.locked: needed by the code, missing in en',
      'a.stale: in en, used nowhere',
    ]);
  });

  test('fails when there is nothing to check', () => {
    expect(checkMessages({ languages: new Map(), sources: [], required: [] })).toHaveLength(1);
  });
});

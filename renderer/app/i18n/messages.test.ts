import { createIntl } from 'react-intl';
import { expect, test } from 'vitest';
import { LOCALES } from '../../../shared/domain/localized-text.ts';
import { ERROR_CODES, type ErrorCode } from '../../../shared/errors/error-codes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { errorText } from './error-text.ts';
import { pickLocale } from './locale-store.ts';
import { MESSAGES } from './messages.ts';

/** Values for every argument a message may take. */
function anyValues(template: string): Record<string, string | number> {
  const names = [...template.matchAll(/\{(\w+)(,)?/gu)];
  return Object.fromEntries<string | number>(
    names.map(([, name = '', typed]) => [name, typed === ',' ? 3 : 'x'] as const),
  );
}

test.each(LOCALES)('every message in %s is well formed', (locale) => {
  const faults: string[] = [];
  const intl = createIntl({
    locale,
    messages: { ...MESSAGES[locale] },
    onError: (error) => faults.push(error.message),
  });
  for (const [id, template] of Object.entries(MESSAGES[locale])) {
    intl.formatMessage({ id }, anyValues(template));
  }
  expect(faults).toEqual([]);
});

test.each(LOCALES)('every error has a sentence in %s, with and without its details', (locale) => {
  const faults: string[] = [];
  const intl = createIntl({
    locale,
    messages: { ...MESSAGES[locale] },
    onError: (error) => faults.push(error.message),
  });
  for (const code of Object.keys(ERROR_CODES) as ErrorCode[]) {
    const sentence = errorText(intl, new FieldsealError(code));
    expect(sentence).not.toContain('{');
    expect(sentence).not.toBe(`error.${code}`);
  }
  expect(faults).toEqual([]);
});

test('details are shown as the language writes them', () => {
  const intl = createIntl({ locale: 'en', messages: { ...MESSAGES.en } });
  const error = new FieldsealError('vault.passphrase-too-short', { minimum: 12, length: 1000 });
  expect(errorText(intl, error)).toContain('12 characters; this one has 1,000');
});

test.each([
  [['ar-SD', 'en'], 'ar'],
  [['fr-FR', 'en-GB'], 'en'],
  [['fr-FR'], 'en'],
  [['', 'AR'], 'ar'],
])('%o gives %s', (wanted, locale) => {
  expect(pickLocale(wanted)).toBe(locale);
});

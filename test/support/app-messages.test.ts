import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { LOCALES } from '../../shared/domain/localized-text.ts';
import { loadMessages } from './app-messages.ts';

it.each(LOCALES)('every message of %s can be looked for on the screen', (locale) => {
  const file = path.resolve(import.meta.dirname, `../../shared/i18n/${locale}.json`);
  const ids = Object.keys(JSON.parse(fs.readFileSync(file, 'utf8')) as object);
  expect(ids.length).toBeGreaterThan(0);
  const shown = loadMessages(locale);
  for (const id of ids) expect(shown(id)).toBeTruthy();
  expect(() => shown('no.such.message')).toThrow('no.such.message');
});

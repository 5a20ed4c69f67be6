import ar from '../../../shared/i18n/ar.json';
import en from '../../../shared/i18n/en.json';
import type { Locale } from '../../../shared/domain/localized-text.ts';

/** Id of a message; the English file is the list. */
export type MessageId = keyof typeof en;

/** Messages by interface language. */
export const MESSAGES: Readonly<Record<Locale, Readonly<Record<string, string>>>> = { en, ar };

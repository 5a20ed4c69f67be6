import { create } from 'zustand';
import { LOCALES, textDirection, type Locale } from '../../../shared/domain/localized-text.ts';

const STORAGE_KEY = 'fieldseal.locale';

interface LocaleState {
  readonly locale: Locale;
  readonly choose: (locale: Locale) => void;
}

/** The first language wanted that we have, else English. `wanted` are BCP 47 tags, best first. */
export function pickLocale(wanted: readonly string[]): Locale {
  for (const tag of wanted) {
    const base = tag.toLowerCase().split('-')[0];
    const found = LOCALES.find((locale) => locale === base);
    if (found !== undefined) return found;
  }
  return 'en';
}

/** Interface language: the only thing kept in local storage, since it says nothing about anybody. */
export const useLocaleStore = create<LocaleState>()((set) => ({
  locale: pickLocale([readStored(), ...preferred()]),
  choose: (locale) => {
    globalThis.localStorage.setItem(STORAGE_KEY, locale);
    set({ locale });
  },
}));

/** Language and direction of the whole document, which assistive technology and CSS read. */
export function applyLocale(locale: Locale): void {
  document.documentElement.lang = locale;
  document.documentElement.dir = textDirection(locale);
}

function readStored(): string {
  return 'localStorage' in globalThis && typeof window !== 'undefined'
    ? (window.localStorage.getItem(STORAGE_KEY) ?? '')
    : '';
}

function preferred(): readonly string[] {
  return typeof navigator === 'undefined' ? [] : navigator.languages;
}

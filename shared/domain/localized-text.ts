import { z } from 'zod';

/** Interface languages of this release; notices and forms may carry more. */
export const LOCALES = ['en', 'ar'] as const;
export type Locale = (typeof LOCALES)[number];

/** A text by BCP 47 language tag; English is always there so that something can be shown. */
export const LocalizedText = z.object({ en: z.string().min(1) }).catchall(z.string());
export type LocalizedText = z.infer<typeof LocalizedText>;

/** The text for `locale`, or for its base language, or English. */
export function localize(text: LocalizedText, locale: string): string {
  return text[locale] ?? text[locale.split('-')[0] ?? 'en'] ?? text.en;
}

/** Direction of a language's script; used for notices shown in another language than the interface. */
export function textDirection(locale: string): 'ltr' | 'rtl' {
  return ['ar', 'fa', 'he', 'ps', 'ur', 'dv', 'ckb'].includes(locale.split('-')[0] ?? '')
    ? 'rtl'
    : 'ltr';
}

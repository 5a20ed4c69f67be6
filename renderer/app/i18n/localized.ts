import { localize, type LocalizedText } from '../../../shared/domain/localized-text.ts';
import { useLocaleStore } from './locale-store.ts';

/** Reads a programme's own text in the interface language. */
export function useLocalized(): (text: LocalizedText) => string {
  const locale = useLocaleStore((state) => state.locale);
  return (text) => localize(text, locale);
}

import type { ReactNode } from 'react';
import { useText } from '../app/i18n/text.tsx';
import { useLocaleStore } from '../app/i18n/locale-store.ts';
import { LOCALES } from '../../shared/domain/localized-text.ts';
import { ChoiceField } from './choice-field.tsx';

/** Interface language; each is named in itself. */
export function LanguageSwitch({
  isLabelShown = false,
}: {
  readonly isLabelShown?: boolean | undefined;
}): ReactNode {
  const text = useText();
  const locale = useLocaleStore((state) => state.locale);
  const choose = useLocaleStore((state) => state.choose);
  return (
    <ChoiceField
      label={text('settings.language')}
      isLabelHidden={!isLabelShown}
      look="segments"
      value={locale}
      onChange={choose}
      choices={LOCALES.map((tag) => ({ value: tag, label: languageName(tag) }))}
    />
  );
}

/** A language's own name for itself. */
export function languageName(tag: string): string {
  return new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag;
}

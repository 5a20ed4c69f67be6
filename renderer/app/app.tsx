import { useEffect, type ReactNode } from 'react';
import { I18nProvider } from 'react-aria-components';
import { IntlProvider } from 'react-intl';
import { Notices } from '../ui/notices.tsx';
import { AppEvents } from './app-events.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { applyLocale, useLocaleStore } from './i18n/locale-store.ts';
import { MESSAGES } from './i18n/messages.ts';
import { Root } from './root.tsx';
import { ServicesContext, type AppServices } from './services.ts';

/** The whole app over its services. */
export function App({ services }: { readonly services: AppServices }): ReactNode {
  const locale = useLocaleStore((state) => state.locale);
  useEffect(() => applyLocale(locale), [locale]);
  return (
    <IntlProvider locale={locale} messages={MESSAGES[locale]}>
      <I18nProvider locale={locale}>
        <ServicesContext value={services}>
          <ErrorBoundary>
            <AppEvents />
            <Root />
            <Notices />
          </ErrorBoundary>
        </ServicesContext>
      </I18nProvider>
    </IntlProvider>
  );
}

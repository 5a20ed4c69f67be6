import type { ReactNode } from 'react';
import { I18nProvider } from 'react-aria-components';
import { IntlProvider } from 'react-intl';
import { noticeLanguages, type ConsentNotice } from '../../../shared/domain/consent-notice.ts';
import { LOCALES, localize, textDirection } from '../../../shared/domain/localized-text.ts';
import { MESSAGES } from '../../app/i18n/messages.ts';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useLocaleStore } from '../../app/i18n/locale-store.ts';
import type { Draft } from '../../vault/vault-api.ts';
import { ChoiceField } from '../../ui/choice-field.tsx';
import { languageName } from '../../ui/language-switch.tsx';
import { PurposeQuestion } from './purpose-question.tsx';

interface NoticeViewProps {
  readonly notice: ConsentNotice;
  readonly consent: Draft['consent'];
  readonly onChange: (change: Partial<Draft['consent']>) => void;
  readonly isIncomplete: boolean;
}

/** The notice in the registrant's language and direction, whatever the interface speaks. */
export function NoticeView(props: NoticeViewProps): ReactNode {
  const text = useText();
  const { notice, consent } = props;
  const languages = noticeLanguages(notice);
  return (
    <>
      {languages.length < 2 ? null : (
        <ChoiceField
          label={text('enrol.notice.language')}
          look="segments"
          value={consent.noticeLanguage}
          onChange={(noticeLanguage) => props.onChange({ noticeLanguage })}
          choices={languages.map((tag) => ({ value: tag, label: languageName(tag) }))}
        />
      )}
      <NoticeBody {...props} />
    </>
  );
}

function NoticeBody({ notice, consent, onChange, isIncomplete }: NoticeViewProps): ReactNode {
  const interfaceLocale = useLocaleStore((state) => state.locale);
  const language = consent.noticeLanguage;
  // Buttons speak the notice's language where we have it, else the interface's.
  const locale = LOCALES.find((candidate) => candidate === language) ?? interfaceLocale;
  return (
    <section
      className="notice-sheet"
      lang={language}
      dir={textDirection(language)}
      aria-labelledby="notice-title"
    >
      <IntlProvider locale={locale} messages={MESSAGES[locale]}>
        <I18nProvider locale={locale}>
          <h2 id="notice-title" className="notice-title">
            {localize(notice.title, language)}
          </h2>
          {localize(notice.body, language)
            .split(/\n+/u)
            .map((paragraph, index) => (
              <p key={index} className="notice-paragraph">
                {paragraph}
              </p>
            ))}
          <p className="notice-controller">
            <Text
              id="enrol.notice.controller"
              values={{
                name: <bdi>{notice.controller.name}</bdi>,
                contact: <bdi>{notice.controller.contact}</bdi>,
              }}
            />
          </p>
          {notice.purposes.map((purpose) => (
            <PurposeQuestion
              key={purpose.id}
              purpose={purpose}
              language={language}
              answer={consent.answers[purpose.id] ?? null}
              isMissing={isIncomplete && consent.answers[purpose.id] === undefined}
              onAnswer={(answer) =>
                onChange({ answers: { ...consent.answers, [purpose.id]: answer } })
              }
            />
          ))}
        </I18nProvider>
      </IntlProvider>
    </section>
  );
}

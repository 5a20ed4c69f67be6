import type { ReactNode } from 'react';
import { noticeLanguages, type ConsentNotice } from '../../../shared/domain/consent-notice.ts';
import { localize, textDirection } from '../../../shared/domain/localized-text.ts';
import { FILE_METHODS, type ImportPlan } from '../../../shared/import/import-plan.ts';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import type { ImportSummary } from '../../vault/import-api.ts';
import { Card } from '../../ui/card.tsx';
import { CheckField } from '../../ui/check-field.tsx';
import { ChoiceField } from '../../ui/choice-field.tsx';
import { languageName } from '../../ui/language-switch.tsx';
import { WitnessFields } from './witness-fields.tsx';

interface ConsentCardProps {
  readonly notice: ConsentNotice;
  readonly summary: ImportSummary;
  readonly plan: ImportPlan;
}

/** How consent was taken, to which notice, and the statement that it really was. */
export function ConsentCard({ notice, summary, plan }: ConsentCardProps): ReactNode {
  const text = useText();
  const change = useFeature('import', (state) => state.change);
  const languages = noticeLanguages(notice);
  const { noticeLanguage } = plan;
  return (
    <Card title={text('import.method.title')}>
      <ChoiceField
        label={text('import.method.label')}
        value={plan.method}
        onChange={(method) => change({ method, isConfirmed: false })}
        hint={text('import.method.no-signature')}
        isRequired
        choices={FILE_METHODS.map((method) => ({
          value: method,
          label: text(`consent.method.${method}`),
          hint: text(`import.method.${method}-hint`),
        }))}
      />
      {plan.method === 'verbal-witnessed' ? <WitnessFields summary={summary} plan={plan} /> : null}
      <ChoiceField
        label={text('import.notice.language')}
        look="segments"
        value={noticeLanguage === '' ? null : noticeLanguage}
        onChange={(language) => change({ noticeLanguage: language, isConfirmed: false })}
        isRequired
        choices={languages.map((tag) => ({ value: tag, label: languageName(tag) }))}
      />
      {noticeLanguage === '' ? null : (
        <>
          <details>
            <summary className="disclosure">
              <Text id="import.notice.read" values={{ version: notice.version }} />
            </summary>
            <div className="notice-sheet" lang={noticeLanguage} dir={textDirection(noticeLanguage)}>
              <p className="notice-title">{localize(notice.title, noticeLanguage)}</p>
              {localize(notice.body, noticeLanguage)
                .split(/\n+/u)
                .map((paragraph, index) => (
                  <p key={index} className="notice-paragraph">
                    {paragraph}
                  </p>
                ))}
            </div>
          </details>
          <CheckField
            isSelected={plan.isConfirmed}
            onChange={(isConfirmed) => change({ isConfirmed })}
          >
            <Text
              id="import.confirm"
              values={{
                version: notice.version,
                language: languageName(noticeLanguage),
                method: plan.method ?? 'other',
              }}
            />
          </CheckField>
        </>
      )}
    </Card>
  );
}

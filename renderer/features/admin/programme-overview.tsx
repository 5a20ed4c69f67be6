import type { ReactNode } from 'react';
import { useIntl } from 'react-intl';
import { noticeLanguages } from '../../../shared/domain/consent-notice.ts';
import type { Area } from '../../../shared/domain/area.ts';
import { useLocalized } from '../../app/i18n/localized.ts';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { Card } from '../../ui/card.tsx';
import { DefinitionList } from '../../ui/definition-list.tsx';
import { languageName } from '../../ui/language-switch.tsx';
import { WordList } from '../../ui/word-list.tsx';
import { IndexPlanCard } from './index-plan-card.tsx';

/** The programme: its words for new laptops, areas, notice and form. */
export function ProgrammeOverview(): ReactNode {
  const text = useText();
  const localized = useLocalized();
  const intl = useIntl();
  const programme = useFeature('session', (state) => state.programme);
  if (programme === null) return null;
  const { notice, form, areas } = programme;
  return (
    <>
      <Card title={text('admin.programme-words')}>
        <p>
          <Text id="admin.programme-words-text" />
        </p>
        <WordList words={programme.words} label={text('admin.programme-words')} />
      </Card>
      <Card title={text('admin.programme')}>
        <DefinitionList
          items={[
            {
              key: 'name',
              term: text('admin.programme.name'),
              value: <bdi>{localized(programme.name)}</bdi>,
            },
            {
              key: 'notice',
              term: text('admin.programme.notice'),
              value: (
                <>
                  <bdi>{localized(notice.title)}</bdi>
                  <span className="line muted">
                    {text('consent.notice-version', {
                      version: notice.version,
                      language: intl.formatList(noticeLanguages(notice).map(languageName)),
                    })}
                  </span>
                </>
              ),
            },
            {
              key: 'form',
              term: text('admin.programme.form'),
              value: (
                <>
                  <bdi>{localized(form.title)}</bdi>
                  <span className="line muted">
                    {text('admin.programme.form-detail', {
                      version: form.version,
                      count: form.fields.length,
                    })}
                  </span>
                </>
              ),
            },
          ]}
        />
        <h3 className="card-subtitle">
          <Text id="admin.programme.areas" values={{ count: areas.length }} />
        </h3>
        <AreaBranch areas={areas} parentId={null} />
      </Card>
      <IndexPlanCard form={form} />
    </>
  );
}

function AreaBranch(props: {
  readonly areas: readonly Area[];
  readonly parentId: string | null;
}): ReactNode {
  const localized = useLocalized();
  const children = props.areas.filter((area) => area.parentId === props.parentId);
  if (children.length === 0) return null;
  return (
    <ul className="tree">
      {children.map((area) => (
        <li key={area.id}>
          <bdi>{localized(area.name)}</bdi>
          <AreaBranch areas={props.areas} parentId={area.id} />
        </li>
      ))}
    </ul>
  );
}

import { ArrowLeft, PencilLine } from 'lucide-react';
import type { ReactNode } from 'react';
import { FormattedDate, useIntl } from 'react-intl';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { remedyOf } from '../../../shared/sync/refusal-remedy.ts';
import { errorText } from '../../app/i18n/error-text.ts';
import { Text, useText, UserText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import type { RecordSummary } from '../../vault/vault-api.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { RemedyActions } from '../refused/remedy-actions.tsx';
import { ConsentSummary } from '../../ui/consent-summary.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { RecordAnswers } from '../../ui/record-answers.tsx';
import { RecordStateChip } from '../../ui/record-state-chip.tsx';
import { Screen } from '../../ui/screen.tsx';
import { useAreaName } from '../../ui/use-area-name.ts';
import { Skeleton } from '../../ui/waiting.tsx';

/** One record: its content where this operator still holds the key, and what happens next. */
export function RecordScreen(): ReactNode {
  const text = useText();
  const areaName = useAreaName();
  const state = useFeature('record', (all) => all);
  const { summary, content } = state;
  const go = useFeature('router', (router) => router.go);
  const back = (
    <Button variant="quiet" icon={ArrowLeft} onPress={() => go({ screen: 'home' })}>
      <Text id="record.back" />
    </Button>
  );
  if (summary === null) {
    return (
      <Screen name="record" title={text('record.gone')} aside={back}>
        <p className="prose">
          <Text id="record.gone-text" />
        </p>
      </Screen>
    );
  }
  return (
    <Screen
      name="record"
      title={text('record.title', { number: summary.registrationNumber })}
      lead={
        <span className="inline-list">
          <RecordStateChip state={summary.state} />
          <bdi>{areaName(summary.areaId)}</bdi>
          <FormattedDate value={summary.savedAt} dateStyle="long" />
        </span>
      }
      aside={back}
    >
      <ErrorBanner error={state.failure} onRetry={() => void state.open(summary)} />
      <NextStep summary={summary} reason={state.reason} />
      {state.isSealed ? (
        <Banner tone="info" title={text('record.sealed-title')}>
          <Text id={summary.own ? 'record.sealed-text' : 'record.other-text'} />
        </Banner>
      ) : null}
      {content === null ? (
        state.isSealed || state.failure !== null ? null : (
          <Skeleton rows={5} />
        )
      ) : (
        <>
          <Card title={text('record.answers')}>
            <RecordAnswers recordId={content.id} answers={content.answers} />
          </Card>
          <Card title={text('record.consent')}>
            <ConsentSummary consent={content.consent} />
          </Card>
        </>
      )}
    </Screen>
  );
}

function NextStep(props: {
  readonly summary: RecordSummary;
  readonly reason: string | null;
}): ReactNode {
  const text = useText();
  const intl = useIntl();
  const { summary, reason } = props;
  const go = useFeature('router', (state) => state.go);
  const mendFailure = useFeature('refused', (state) => state.failure);
  const correct = useFeature('enrol', (state) => state.correct);
  const goCorrect = (): void => {
    void correct(summary.recordId).then(() => go({ screen: 'enrol' }));
  };
  if (summary.state === 'returned') {
    return (
      <Banner
        tone="warning"
        title={text('record.returned')}
        action={summary.own ? <CorrectButton onCorrect={goCorrect} /> : undefined}
      >
        {reason === null ? null : (
          <blockquote className="quote">
            <UserText>{reason}</UserText>
          </blockquote>
        )}
      </Banner>
    );
  }
  if (summary.state === 'refused') {
    return (
      <>
        <ErrorBanner error={mendFailure} />
        <Banner
          tone="danger"
          title={text('record.refused')}
          action={
            <RemedyActions
              record={summary}
              isBeingMended={false}
              onSent={() => go({ screen: 'sync' })}
            />
          }
        >
          <p>{errorText(intl, new FieldsealError(summary.refusal ?? 'sync.server-refused'))}</p>
          <p>
            <Text
              id={summary.own ? `refused.remedy.${remedyOf(summary.refusal)}` : 'refused.other'}
            />
          </p>
        </Banner>
      </>
    );
  }
  return (
    <p className="prose">
      <Text id={`record.next.${summary.state}`} />
    </p>
  );
}

function CorrectButton(props: { readonly onCorrect: () => void }): ReactNode {
  return (
    <Button variant="primary" icon={PencilLine} onPress={props.onCorrect}>
      <Text id="record.correct" />
    </Button>
  );
}

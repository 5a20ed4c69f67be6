import { ArrowLeft, PencilLine, Save } from 'lucide-react';
import type { ReactNode } from 'react';
import { relevantFields } from '../../../shared/forms/form-engine.ts';
import { useLocalized } from '../../app/i18n/localized.ts';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import type { Draft } from '../../vault/vault-api.ts';
import { AnswerText } from '../../ui/answer-text.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ConsentAnswer } from '../../ui/consent-summary.tsx';
import { DefinitionList } from '../../ui/definition-list.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { Screen } from '../../ui/screen.tsx';
import { givenPurposes } from './consent-model.ts';
import { CorrectionBanner, EnrolmentTrail, SaveStatus } from './step-header.tsx';

/** Everything once more, to be read back to the person before it is sealed. */
export function CheckStep({ draft }: { readonly draft: Draft }): ReactNode {
  const text = useText();
  const localized = useLocalized();
  const programme = useFeature('session', (state) => state.programme);
  const failure = useFeature('enrol', (state) => state.failure);
  const isBusy = useFeature('enrol', (state) => state.isBusy);
  const goTo = useFeature('enrol', (state) => state.goTo);
  const seal = useFeature('enrol', (state) => state.seal);
  if (programme === null) return null;
  const fields = relevantFields(programme.form, givenPurposes(draft.consent));
  const purposes = programme.notice.purposes.flatMap((purpose) => {
    const answer = draft.consent.answers[purpose.id];
    if (answer === undefined) return [];
    const value = <ConsentAnswer answer={answer} />;
    return [{ key: purpose.id, term: localized(purpose.name), value }];
  });
  return (
    <Screen
      name="enrol-check"
      title={text('enrol.check.title')}
      aside={<SaveStatus />}
      lead={<EnrolmentTrail step="check" />}
    >
      {draft.correction === null ? null : <CorrectionBanner reason={draft.correction.reason} />}
      <p className="prose">
        <Text id="enrol.check.text" />
      </p>
      <Card title={text('record.answers')}>
        <DefinitionList
          items={fields.map((field) => ({
            key: field.id,
            term: localized(field.label),
            value:
              draft.answers[field.id] === undefined ? (
                <span className="muted">
                  <Text id="enrol.check.none" />
                </span>
              ) : (
                <AnswerText recordId={draft.id} field={field} answer={draft.answers[field.id]} />
              ),
          }))}
        />
        <div className="actions">
          <Button icon={PencilLine} onPress={() => void goTo('form')}>
            <Text id="enrol.check.change-answers" />
          </Button>
        </div>
      </Card>
      <Card title={text('record.consent')}>
        <DefinitionList items={purposes} />
        <div className="actions">
          <Button icon={PencilLine} onPress={() => void goTo('consent')}>
            <Text id="enrol.check.change-consent" />
          </Button>
        </div>
      </Card>
      <ErrorBanner error={failure} onRetry={() => void seal()} />
      <div className="actions actions-foot">
        <Button
          variant="primary"
          size="large"
          icon={Save}
          isPending={isBusy}
          onPress={() => void seal()}
        >
          <Text id="enrol.check.save" />
        </Button>
        <Button variant="quiet" icon={ArrowLeft} onPress={() => void goTo('form')}>
          <Text id="common.back" />
        </Button>
      </div>
    </Screen>
  );
}

import { ArrowLeft, ArrowRight } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { Form } from 'react-aria-components';
import { relevantFields } from '../../../shared/forms/form-engine.ts';
import { useLocalized } from '../../app/i18n/localized.ts';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import type { Draft } from '../../vault/vault-api.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { Screen } from '../../ui/screen.tsx';
import { givenPurposes } from './consent-model.ts';
import { DuplicatesDialog } from './duplicates-dialog.tsx';
import { FieldInput } from './field-input.tsx';
import { useResumedField } from './use-resumed-field.ts';
import { CorrectionBanner, EnrolmentTrail, SaveStatus } from './step-header.tsx';

/** The questions, one column; each answer is saved as it is given. */
export function FormStep({ draft }: { readonly draft: Draft }): ReactNode {
  const text = useText();
  const localized = useLocalized();
  const programme = useFeature('session', (state) => state.programme);
  const failure = useFeature('enrol', (state) => state.failure);
  const problems = useFeature('enrol', (state) => state.problems);
  const isBusy = useFeature('enrol', (state) => state.isBusy);
  const finish = useFeature('enrol', (state) => state.finishForm);
  const flush = useFeature('enrol', (state) => state.flush);
  const goTo = useFeature('enrol', (state) => state.goTo);
  const noteField = useFeature('enrol', (state) => state.noteField);
  const fieldsElement = useRef<HTMLDivElement>(null);
  useResumedField(fieldsElement, programme);
  const problemCount = problems.size;
  const wasChecking = useRef(false);
  useEffect(() => {
    // Only after "continue": clearing one problem by typing must not move the focus.
    if (wasChecking.current && !isBusy && problemCount > 0)
      focusFirstProblem(fieldsElement.current);
    wasChecking.current = isBusy;
  }, [isBusy, problemCount]);
  if (programme === null) return null;
  const fields = relevantFields(programme.form, givenPurposes(draft.consent));
  return (
    <Screen
      name="enrol-form"
      title={localized(programme.form.title)}
      aside={<SaveStatus />}
      lead={<EnrolmentTrail step="form" />}
    >
      {draft.correction === null ? null : <CorrectionBanner reason={draft.correction.reason} />}
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          void finish(programme);
        }}
      >
        <p className="muted">
          <Text id="enrol.form.optional" />
        </p>
        <div ref={fieldsElement} className="form" onBlur={() => void flush()}>
          {fields.map((field) => (
            <div
              key={field.id}
              className="question"
              data-field={field.id}
              onFocus={() => noteField(field.id)}
            >
              <FieldInput
                field={field}
                answer={draft.answers[field.id]}
                problem={problems.get(field.id) ?? null}
              />
            </div>
          ))}
        </div>
        {problemCount > 0 ? (
          <Banner tone="danger" isAlert>
            <Text id="enrol.form.problems" values={{ count: problemCount }} />
          </Banner>
        ) : null}
        <ErrorBanner error={failure} />
        <div className="actions actions-foot">
          <Button type="submit" variant="primary" size="large" icon={ArrowRight} isPending={isBusy}>
            <Text id="common.continue" />
          </Button>
          <Button variant="quiet" icon={ArrowLeft} onPress={() => void goTo('consent')}>
            <Text id="common.back" />
          </Button>
        </div>
      </Form>
      <DuplicatesDialog />
      <span className="visually-hidden">{text('enrol.save.explained')}</span>
    </Screen>
  );
}

function focusFirstProblem(container: HTMLElement | null): void {
  const invalid = container?.querySelector<HTMLElement>('[data-invalid="true"]');
  invalid?.querySelector<HTMLElement>('input, textarea, button')?.focus();
}

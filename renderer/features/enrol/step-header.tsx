import { Check, CircleAlert, LoaderCircle } from 'lucide-react';
import type { ReactNode } from 'react';
import { Text, useText, UserText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { Banner } from '../../ui/banner.tsx';
import { StepTrail } from '../../ui/step-trail.tsx';
import type { EnrolmentStep } from '../../vault/vault-api.ts';

const STEPS: readonly EnrolmentStep[] = ['consent', 'form', 'check'];

/** Where in the enrolment one is. */
export function EnrolmentTrail({ step }: { readonly step: EnrolmentStep }): ReactNode {
  const text = useText();
  return (
    <StepTrail
      label={text('enrol.steps')}
      steps={STEPS.map((name) => `enrol.step.${name}` as const)}
      current={STEPS.indexOf(step)}
    />
  );
}

/** Whether what was typed is safe; always there, so that nobody has to wonder. */
export function SaveStatus(): ReactNode {
  const state = useFeature('enrol', (all) => all.saveState);
  return (
    <p className={`save-status save-${state}`} role="status">
      {state === 'saved' ? <Check size={18} aria-hidden /> : null}
      {state === 'failed' ? <CircleAlert size={18} aria-hidden /> : null}
      {state === 'waiting' || state === 'saving' ? (
        <LoaderCircle size={18} aria-hidden className="turning" />
      ) : null}
      <Text id={state === 'waiting' ? 'enrol.save.saving' : `enrol.save.${state}`} />
    </p>
  );
}

/** The supervisor's reason while a returned record is corrected; a refused one has none. */
export function CorrectionBanner({ reason }: { readonly reason: string }): ReactNode {
  const text = useText();
  if (reason === '') {
    return (
      <Banner tone="warning">
        <Text id="enrol.refused" />
      </Banner>
    );
  }
  return (
    <Banner tone="warning" title={text('enrol.correction')}>
      <blockquote className="quote">
        <UserText>{reason}</UserText>
      </blockquote>
    </Banner>
  );
}

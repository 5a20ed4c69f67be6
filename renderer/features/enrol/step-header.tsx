import { Check, CircleAlert, LoaderCircle } from 'lucide-react';
import type { ReactNode } from 'react';
import { Text, useText, UserText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { Banner } from '../../ui/banner.tsx';
import type { EnrolmentStep } from '../../vault/vault-api.ts';

const STEPS: readonly EnrolmentStep[] = ['consent', 'form', 'check'];

/** Where in the enrolment one is. */
export function StepTrail({ step }: { readonly step: EnrolmentStep }): ReactNode {
  const text = useText();
  const current = STEPS.indexOf(step);
  return (
    <ol className="trail" aria-label={text('enrol.steps')}>
      {STEPS.map((name, index) => (
        <li
          key={name}
          className={`trail-step ${index < current ? 'trail-done' : ''}`}
          aria-current={index === current ? 'step' : undefined}
        >
          <span className="trail-mark" aria-hidden="true">
            {index < current ? <Check size={16} /> : null}
          </span>
          <Text id={`enrol.step.${name}`} />
        </li>
      ))}
    </ol>
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

/** The supervisor's reason while a returned record is corrected. */
export function CorrectionBanner({ reason }: { readonly reason: string }): ReactNode {
  const text = useText();
  return (
    <Banner tone="warning" title={text('enrol.correction')}>
      <blockquote className="quote">
        <UserText>{reason}</UserText>
      </blockquote>
    </Banner>
  );
}

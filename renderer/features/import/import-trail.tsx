import type { ReactNode } from 'react';
import { useText } from '../../app/i18n/text.tsx';
import { StepTrail } from '../../ui/step-trail.tsx';
import type { ImportStep } from './store.ts';

const STEPS: readonly ImportStep[] = ['file', 'match', 'check', 'done'];

/** Where in the import one is. */
export function ImportTrail({ step }: { readonly step: ImportStep }): ReactNode {
  const text = useText();
  return (
    <StepTrail
      label={text('import.steps')}
      steps={STEPS.map((name) => `import.step.${name}` as const)}
      current={STEPS.indexOf(step)}
    />
  );
}

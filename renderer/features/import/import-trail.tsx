import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { Text, useText } from '../../app/i18n/text.tsx';
import type { ImportStep } from './store.ts';

const STEPS: readonly ImportStep[] = ['file', 'match', 'check', 'done'];

/** Where in the import one is. */
export function ImportTrail({ step }: { readonly step: ImportStep }): ReactNode {
  const text = useText();
  const current = STEPS.indexOf(step);
  return (
    <ol className="trail" aria-label={text('import.steps')}>
      {STEPS.map((name, index) => (
        <li
          key={name}
          className={`trail-step ${index < current ? 'trail-done' : ''}`}
          aria-current={index === current ? 'step' : undefined}
        >
          <span className="trail-mark" aria-hidden="true">
            {index < current ? <Check size={16} /> : null}
          </span>
          <Text id={`import.step.${name}`} />
        </li>
      ))}
    </ol>
  );
}

import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import type { MessageId } from '../app/i18n/messages.ts';
import { Text } from '../app/i18n/text.tsx';

/** Steps of a task in their order, and at which of them one is. */
export function StepTrail({
  label,
  steps,
  current,
}: {
  readonly label: string;
  readonly steps: readonly MessageId[];
  /** Place of the step in the list. */
  readonly current: number;
}): ReactNode {
  return (
    <ol className="trail" aria-label={label}>
      {steps.map((name, index) => (
        <li
          key={name}
          className={`trail-step ${index < current ? 'trail-done' : ''}`}
          aria-current={index === current ? 'step' : undefined}
        >
          <span className="trail-mark" aria-hidden="true">
            {index < current ? <Check size={16} /> : null}
          </span>
          <Text id={name} />
        </li>
      ))}
    </ol>
  );
}

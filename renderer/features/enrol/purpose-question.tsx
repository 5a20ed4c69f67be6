import type { ReactNode } from 'react';
import type { ConsentPurpose } from '../../../shared/domain/consent-notice.ts';
import { localize } from '../../../shared/domain/localized-text.ts';
import { Text, useText } from '../../app/i18n/text.tsx';
import { ChoiceField } from '../../ui/choice-field.tsx';

interface PurposeQuestionProps {
  readonly purpose: ConsentPurpose;
  readonly language: string;
  readonly answer: 'given' | 'refused' | null;
  readonly isMissing: boolean;
  readonly onAnswer: (answer: 'given' | 'refused') => void;
}

/** One purpose and an explicit yes or no; nothing is chosen beforehand. */
export function PurposeQuestion(props: PurposeQuestionProps): ReactNode {
  const text = useText();
  const { purpose, language } = props;
  const name = localize(purpose.name, language);
  return (
    <div className="purpose">
      <h3 className="purpose-name">{name}</h3>
      <p>{localize(purpose.description, language)}</p>
      <p className="muted">
        <Text id={purpose.required ? 'enrol.purpose.required' : 'enrol.purpose.optional'} />
      </p>
      <ChoiceField
        label={name}
        isLabelHidden
        value={props.answer}
        onChange={props.onAnswer}
        problem={props.isMissing ? text('enrol.purpose.missing') : undefined}
        choices={[
          { value: 'given', label: text('enrol.purpose.agree') },
          { value: 'refused', label: text('enrol.purpose.disagree') },
        ]}
      />
    </div>
  );
}

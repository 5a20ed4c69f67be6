import type { ReactNode } from 'react';
import type { Answers } from '../../shared/forms/form-definition.ts';
import { useLocalized } from '../app/i18n/localized.ts';
import { useFeature } from '../app/services.ts';
import { AnswerText } from './answer-text.tsx';
import { DefinitionList } from './definition-list.tsx';

/** Answers in the form's order, unanswered ones left out. */
export function RecordAnswers(props: {
  readonly recordId: string;
  readonly answers: Answers;
}): ReactNode {
  const { recordId, answers } = props;
  const form = useFeature('session', (state) => state.programme?.form);
  const localized = useLocalized();
  const fields = (form?.fields ?? []).filter((field) => answers[field.id] !== undefined);
  return (
    <DefinitionList
      items={fields.map((field) => ({
        key: field.id,
        term: localized(field.label),
        value: <AnswerText recordId={recordId} field={field} answer={answers[field.id]} />,
      }))}
    />
  );
}

import type { ReactNode } from 'react';
import type { Answer, FormField } from '../../../shared/forms/form-definition.ts';
import type { FieldProblem } from '../../../shared/forms/form-engine.ts';
import { useLocalized } from '../../app/i18n/localized.ts';
import { useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { ChoiceField } from '../../ui/choice-field.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useAreaPath } from '../../ui/use-area-path.ts';
import { BirthDateInput } from './birth-date-input.tsx';
import { PhotoInput } from './photo-input.tsx';

const KILOBYTE = 1024;

interface FieldInputProps {
  readonly field: FormField;
  readonly answer: Answer | undefined;
  readonly problem: FieldProblem | null;
}

/** The right input for a form field. */
export function FieldInput({ field, answer, problem }: FieldInputProps): ReactNode {
  const text = useText();
  const localized = useLocalized();
  const setAnswer = useFeature('enrol', (state) => state.setAnswer);
  const onChange = (next: Answer | undefined): void => setAnswer(field.id, next);
  const common = {
    label: field.required
      ? localized(field.label)
      : text('enrol.form.optional-label', { label: localized(field.label) }),
    hint: field.hint === undefined ? undefined : localized(field.hint),
    problem: useProblemText(field, problem),
    isRequired: field.required,
  };
  const typed = typeof answer === 'string' ? answer : '';
  switch (field.type) {
    case 'name':
      return <TextField {...common} value={typed} onChange={onChange} />;
    case 'identifier':
      return (
        <TextField
          {...common}
          hint={common.hint ?? text('enrol.form.example', { example: isolate(field.example) })}
          value={typed}
          onChange={onChange}
          direction="ltr"
        />
      );
    case 'phone':
      return (
        <TextField
          {...common}
          hint={common.hint ?? text('enrol.form.example', { example: isolate(field.example) })}
          value={typed}
          onChange={onChange}
          type="tel"
          inputMode="tel"
          direction="ltr"
        />
      );
    case 'choice':
      return (
        <ChoiceField
          {...common}
          value={typed === '' ? null : typed}
          onChange={onChange}
          choices={field.options.map((option) => ({
            value: option.code,
            label: localized(option.label),
          }))}
        />
      );
    case 'area':
      return <AreaInput {...common} value={typed} onChange={onChange} />;
    case 'birth-date':
      return <BirthDateInput {...common} answer={answer} onChange={onChange} />;
    case 'photo':
      return (
        <PhotoInput
          {...common}
          answer={typeof answer === 'object' && 'mediaType' in answer ? answer : undefined}
          maxBytes={field.maxBytes}
          onChange={onChange}
        />
      );
  }
}

interface AreaInputProps {
  readonly label: string;
  readonly hint: string | undefined;
  readonly problem: string | undefined;
  readonly isRequired: boolean;
  readonly value: string;
  readonly onChange: (areaId: string) => void;
}

function AreaInput({ value, ...rest }: AreaInputProps): ReactNode {
  const text = useText();
  const areaPath = useAreaPath();
  const areaIds = useFeature('session', (state) => state.programme?.enrolmentAreaIds) ?? [];
  return (
    <SelectField
      {...rest}
      placeholder={text('enrol.area.choose')}
      value={value === '' ? null : value}
      options={areaIds.map((id) => ({ id, label: areaPath(id) }))}
    />
  );
}

/** The sentence for a problem, filled with the field's own limits. */
function useProblemText(field: FormField, problem: FieldProblem | null): string | undefined {
  const text = useText();
  if (problem === null) return undefined;
  return text(`form.problem.${problem}`, {
    maximum: field.type === 'name' ? field.maxLength : 0,
    kilobytes: field.type === 'photo' ? Math.floor(field.maxBytes / KILOBYTE) : 0,
    example: field.type === 'identifier' || field.type === 'phone' ? isolate(field.example) : '',
  });
}

/** Left to right inside any sentence (Unicode isolates, UAX #9): a number must not be turned round. */
function isolate(example: string): string {
  return `\u2066${example}\u2069`;
}

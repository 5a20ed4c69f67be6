import type { ReactNode } from 'react';
import {
  FieldError,
  Label,
  RadioButton,
  RadioField,
  RadioGroup,
  Text,
} from 'react-aria-components';

export interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly hint?: string | undefined;
}

interface ChoiceFieldProps<Value extends string> {
  readonly label: string;
  readonly choices: readonly Choice<Value>[];
  readonly value: Value | null;
  readonly onChange: (value: Value) => void;
  readonly hint?: string | undefined;
  readonly problem?: string | undefined;
  /** `segments`: one compact row; `cards`: big boxes. */
  readonly look?: 'cards' | 'segments' | undefined;
  readonly isRequired?: boolean | undefined;
  readonly isLabelHidden?: boolean | undefined;
}

/** One of a few: a radio group with big targets. */
export function ChoiceField<Value extends string>(props: ChoiceFieldProps<Value>): ReactNode {
  return (
    <RadioGroup
      className={`field choices choices-${props.look ?? 'cards'}`}
      value={props.value}
      onChange={(value) => props.onChange(value as Value)}
      isInvalid={props.problem !== undefined}
      isRequired={props.isRequired ?? false}
      validationBehavior="aria"
    >
      <Label className={props.isLabelHidden === true ? 'visually-hidden' : 'field-label'}>
        {props.label}
      </Label>
      {props.hint === undefined ? null : (
        <Text slot="description" className="field-hint">
          {props.hint}
        </Text>
      )}
      <div className="choices-list">
        {props.choices.map((choice) => (
          <RadioField key={choice.value} value={choice.value} className="choice-field">
            <RadioButton className="choice">
              <span className="choice-mark" aria-hidden="true" />
              <span>
                <span className="choice-label">{choice.label}</span>
                {choice.hint === undefined ? null : (
                  <span className="choice-hint">{choice.hint}</span>
                )}
              </span>
            </RadioButton>
          </RadioField>
        ))}
      </div>
      <FieldError className="field-problem">{props.problem}</FieldError>
    </RadioGroup>
  );
}

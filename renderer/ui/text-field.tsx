import type { ReactNode } from 'react';
import {
  FieldError,
  Input,
  Label,
  Text,
  TextArea,
  TextField as AriaTextField,
} from 'react-aria-components';

export interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onBlur?: (() => void) | undefined;
  readonly hint?: string | undefined;
  readonly problem?: string | undefined;
  readonly type?: 'text' | 'password' | 'tel' | 'url' | 'search' | 'date' | undefined;
  readonly inputMode?: 'text' | 'numeric' | 'tel' | 'url' | undefined;
  readonly autoComplete?: string | undefined;
  readonly isRequired?: boolean | undefined;
  readonly isMultiline?: boolean | undefined;
  readonly isNarrow?: boolean | undefined;
  readonly maxLength?: number | undefined;
  /** Direction of what is typed: `auto` follows the first letter. */
  readonly direction?: 'auto' | 'ltr' | undefined;
}

/** A labelled text field with hint and problem, both read out with the field. */
export function TextField(props: TextFieldProps): ReactNode {
  return (
    <AriaTextField
      className={`field ${props.isNarrow === true ? 'field-narrow' : ''}`}
      value={props.value}
      onChange={props.onChange}
      isInvalid={props.problem !== undefined}
      isRequired={props.isRequired ?? false}
      validationBehavior="aria"
      type={props.type ?? 'text'}
      autoComplete={props.autoComplete ?? 'off'}
      {...(props.inputMode === undefined ? {} : { inputMode: props.inputMode })}
      {...(props.maxLength === undefined ? {} : { maxLength: props.maxLength })}
      {...(props.onBlur === undefined ? {} : { onBlur: props.onBlur })}
    >
      <Label className="field-label">{props.label}</Label>
      {props.hint === undefined ? null : (
        <Text slot="description" className="field-hint">
          {props.hint}
        </Text>
      )}
      {props.isMultiline === true ? (
        <TextArea className="input" rows={4} dir={props.direction ?? 'auto'} />
      ) : (
        <Input className="input" dir={props.direction ?? 'auto'} />
      )}
      <FieldError className="field-problem">{props.problem}</FieldError>
    </AriaTextField>
  );
}

import { ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import {
  Button,
  FieldError,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select,
  SelectValue,
  Text,
} from 'react-aria-components';

interface SelectFieldProps {
  readonly label: string;
  readonly placeholder: string;
  readonly options: readonly { readonly id: string; readonly label: string }[];
  readonly value: string | null;
  readonly onChange: (id: string) => void;
  readonly hint?: string | undefined;
  readonly problem?: string | undefined;
  readonly isRequired?: boolean | undefined;
}

/** One of many: a list that opens on demand and can be typed into. */
export function SelectField(props: SelectFieldProps): ReactNode {
  return (
    <Select
      className="field"
      value={props.value}
      onChange={(key) => {
        if (typeof key === 'string') props.onChange(key);
      }}
      placeholder={props.placeholder}
      isInvalid={props.problem !== undefined}
      isRequired={props.isRequired ?? false}
      validationBehavior="aria"
    >
      <Label className="field-label">{props.label}</Label>
      {props.hint === undefined ? null : (
        <Text slot="description" className="field-hint">
          {props.hint}
        </Text>
      )}
      <Button className="input select-button">
        <SelectValue />
        <ChevronDown size={20} aria-hidden />
      </Button>
      <FieldError className="field-problem">{props.problem}</FieldError>
      <Popover className="popover">
        <ListBox className="listbox" items={props.options}>
          {(option) => (
            <ListBoxItem id={option.id} textValue={option.label} className="listbox-item">
              {option.label}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  );
}

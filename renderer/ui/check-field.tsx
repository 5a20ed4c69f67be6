import type { ReactNode } from 'react';
import { CheckboxButton, CheckboxField } from 'react-aria-components';

/** A statement to tick, in a big target. */
export function CheckField(props: {
  readonly isSelected: boolean;
  readonly isDisabled?: boolean | undefined;
  readonly onChange: (isSelected: boolean) => void;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <CheckboxField
      isSelected={props.isSelected}
      isDisabled={props.isDisabled ?? false}
      onChange={props.onChange}
    >
      <CheckboxButton className="checkbox">
        <span className="checkbox-box" aria-hidden="true" />
        <span>{props.children}</span>
      </CheckboxButton>
    </CheckboxField>
  );
}

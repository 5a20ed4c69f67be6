import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components';

export interface ButtonProps {
  readonly children: ReactNode;
  readonly onPress?: (() => void) | undefined;
  readonly variant?: 'primary' | 'secondary' | 'quiet' | 'danger' | undefined;
  readonly icon?: LucideIcon | undefined;
  readonly type?: 'button' | 'submit' | undefined;
  /** Id of the form that it submits, where it stands outside. */
  readonly form?: string | undefined;
  readonly isDisabled?: boolean | undefined;
  /** Work is under way: the button stays focusable, says so, and does nothing. */
  readonly isPending?: boolean | undefined;
  readonly size?: 'normal' | 'large' | undefined;
}

/** The app's button. */
export function Button(props: ButtonProps): ReactNode {
  const Icon = props.icon;
  // Not the library's own pending state: what it announces stays behind as an unnamed image.
  const isPending = props.isPending === true;
  const { onPress } = props;
  return (
    <AriaButton
      type={props.type ?? 'button'}
      {...(props.form === undefined ? {} : { form: props.form })}
      className={`button button-${props.variant ?? 'secondary'} button-${props.size ?? 'normal'} ${isPending ? 'button-pending' : ''}`}
      isDisabled={props.isDisabled ?? false}
      onPress={() => {
        if (!isPending) onPress?.();
      }}
    >
      {isPending ? <span className="spinner" aria-hidden="true" /> : null}
      {Icon !== undefined && !isPending ? <Icon size={20} aria-hidden /> : null}
      <span>{props.children}</span>
    </AriaButton>
  );
}

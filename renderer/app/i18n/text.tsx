import type { ReactNode } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import type { MessageId } from './messages.ts';

type Primitive = string | number | Date;

/** A message as text, for labels and other places that take no elements. */
export type Translate = (id: MessageId, values?: Readonly<Record<string, Primitive>>) => string;

/** Translates into the interface language. */
export function useText(): Translate {
  const intl = useIntl();
  return (id, values) => intl.formatMessage({ id }, values);
}

/** A message as an element; values may be elements, such as a name in its own direction. */
export function Text(props: {
  readonly id: MessageId;
  readonly values?: Readonly<Record<string, ReactNode>> | undefined;
}): ReactNode {
  return props.values === undefined ? (
    <FormattedMessage id={props.id} />
  ) : (
    <FormattedMessage id={props.id} values={props.values} />
  );
}

/** Text that a person typed: its direction is its own, whatever surrounds it. */
export function UserText(props: { readonly children: string }): ReactNode {
  return <bdi>{props.children}</bdi>;
}

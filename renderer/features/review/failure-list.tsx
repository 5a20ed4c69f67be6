import type { ReactNode } from 'react';
import { useIntl } from 'react-intl';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { errorText } from '../../app/i18n/error-text.ts';
import { Text, useText } from '../../app/i18n/text.tsx';
import type { ReviewFailure } from '../../vault/vault-api.ts';
import { Card } from '../../ui/card.tsx';

/** Records that could not be opened or checked: shown with the reason, never dropped in silence. */
export function FailureList(props: { readonly failures: readonly ReviewFailure[] }): ReactNode {
  const text = useText();
  const intl = useIntl();
  if (props.failures.length === 0) return null;
  return (
    <Card title={text('review.failures', { count: props.failures.length })}>
      <p className="muted">
        <Text id="review.failures-text" />
      </p>
      <ul className="rows">
        {props.failures.map((failure) => (
          <li key={failure.itemHash} className="row">
            <span className="row-main">
              <span className="row-title">
                <bdi className="code">{(failure.recordId ?? failure.itemHash).slice(0, 8)}</bdi>
              </span>
              <span>{errorText(intl, new FieldsealError(failure.code))}</span>
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

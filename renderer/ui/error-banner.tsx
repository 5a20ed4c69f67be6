import type { ReactNode } from 'react';
import { useIntl } from 'react-intl';
import type { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import { errorText } from '../app/i18n/error-text.ts';
import { useText } from '../app/i18n/text.tsx';
import { Banner } from './banner.tsx';
import { Button } from './button.tsx';

interface ErrorBannerProps {
  readonly error: FieldsealError | null;
  /** Shown as "try again" where the same call may go through later. */
  readonly onRetry?: (() => void) | undefined;
}

/** What went wrong, the one thing that clears it, and the code for whoever is asked for help. */
export function ErrorBanner({ error, onRetry }: ErrorBannerProps): ReactNode {
  const intl = useIntl();
  const text = useText();
  if (error === null) return null;
  const retry =
    onRetry !== undefined && error.retryable ? (
      <Button onPress={onRetry}>{text('common.try-again')}</Button>
    ) : undefined;
  return (
    <Banner tone="danger" isAlert action={retry}>
      <p>{errorText(intl, error)}</p>
      <p className="error-code">
        {text('common.error-code')} <bdi>{error.code}</bdi>
      </p>
    </Banner>
  );
}

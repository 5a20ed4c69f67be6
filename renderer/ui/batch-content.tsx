import type { ReactNode } from 'react';
import { FormattedNumber } from 'react-intl';
import { Text } from '../app/i18n/text.tsx';

/** What a batch holds: registrations, and photos in words where there are any. */
export function BatchContent(props: {
  readonly records: number;
  readonly photos: number;
}): ReactNode {
  const { records, photos } = props;
  return (
    <>
      {records === 0 && photos > 0 ? null : <FormattedNumber value={records} />}
      {photos === 0 ? null : (
        <span className="line">
          <Text id="sync.batch.photos" values={{ count: photos }} />
        </span>
      )}
    </>
  );
}

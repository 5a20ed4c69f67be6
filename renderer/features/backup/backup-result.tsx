import type { ReactNode } from 'react';
import { FormattedNumber, useIntl } from 'react-intl';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { errorText } from '../../app/i18n/error-text.ts';
import { Text, useText } from '../../app/i18n/text.tsx';
import type { RestoreReport } from '../../vault/backup-api.ts';
import { Banner } from '../../ui/banner.tsx';
import { DefinitionList } from '../../ui/definition-list.tsx';
import type { BackupResult } from './store.ts';

/** What the last backup, check or restore came to. */
export function BackupResultView({ result }: { readonly result: BackupResult }): ReactNode {
  switch (result.kind) {
    case 'saved':
      return (
        <Banner tone="success">
          <Text id="backup.saved" />
        </Banner>
      );
    case 'stopped':
      return (
        <Banner tone="info">
          <Text id="backup.stopped" />
        </Banner>
      );
    case 'checked':
      return (
        <Banner tone="success">
          <Text id="backup.checked" values={{ drafts: result.drafts, records: result.records }} />
        </Banner>
      );
    case 'restored':
      return <RestoreSummary report={result.report} />;
    default:
      return result satisfies never;
  }
}

function RestoreSummary({ report }: { readonly report: RestoreReport }): ReactNode {
  const text = useText();
  const intl = useIntl();
  const numbers = [
    ['drafts', report.drafts],
    ['records', report.records],
    ...(report.photos === 0 ? [] : [['photos', report.photos] as const]),
    ['already-here', report.alreadyHere],
    ['failed', report.failures.length],
  ] as const;
  const isWell = report.failures.length === 0;
  return (
    <>
      <Banner tone={isWell ? 'success' : 'warning'}>
        <Text id={isWell ? 'backup.restored.well' : 'backup.restored.some'} />
      </Banner>
      <DefinitionList
        items={numbers.map(([key, value]) => ({
          key,
          term: text(`backup.restored.${key}`),
          value: <FormattedNumber value={value} />,
        }))}
      />
      {isWell ? null : (
        <ul className="rows">
          {report.failures.map(({ registrationNumber, code }, index) => (
            <li key={registrationNumber ?? `draft-${String(index)}`} className="row row-stacked">
              <bdi className="code">{registrationNumber ?? text('backup.restored.draft')}</bdi>
              <span>
                {errorText(
                  intl,
                  new FieldsealError(code, { record: registrationNumber ?? '', area: '' }),
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

import { Send } from 'lucide-react';
import type { ReactNode } from 'react';
import { useIntl } from 'react-intl';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { remedyOf } from '../../../shared/sync/refusal-remedy.ts';
import { errorText } from '../../app/i18n/error-text.ts';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature, useServices } from '../../app/services.ts';
import type { RecordSummary } from '../../vault/vault-api.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { RecordFacts, RecordTitle } from '../../ui/record-facts.tsx';
import { RemedyActions } from './remedy-actions.tsx';

/** What the server refused, with the reason and what helps; nothing where there is none. `onDone` is told what changed. */
export function RefusedCard({ onDone }: { readonly onDone: () => void }): ReactNode {
  const text = useText();
  const { refused, report, failure, isSending, sendAgain } = useFeature(
    'refused',
    (state) => state,
  );
  if (refused === null) return null;
  const { records, total, beingMended } = refused;
  if (total === 0 && report === null) return null;
  const again = records.filter(
    ({ own, refusal, recordId }) =>
      own && remedyOf(refusal) === 'again' && !beingMended.includes(recordId),
  );
  return (
    <Card title={text('refused.title', { count: total })}>
      {total === 0 ? null : (
        <p className="prose">
          <Text id="refused.text" />
        </p>
      )}
      <ErrorBanner error={failure} />
      {report === null || report.again === 0 ? null : (
        <Banner tone="success">
          <Text id="refused.sent" values={{ count: report.again }} />
        </Banner>
      )}
      <ul className="rows">
        {records.map((record) => (
          <li key={record.recordId}>
            <RefusedRow
              record={record}
              isBeingMended={beingMended.includes(record.recordId)}
              onDone={onDone}
            />
          </li>
        ))}
      </ul>
      {total > records.length ? (
        <p className="muted">
          <Text id="refused.more" values={{ count: total - records.length }} />
        </p>
      ) : null}
      {again.length > 1 ? (
        <div className="actions">
          <Button
            icon={Send}
            isPending={isSending}
            onPress={() => void sendAgain(again.map(({ recordId }) => recordId)).then(onDone)}
          >
            <Text id="refused.all-again" values={{ count: again.length }} />
          </Button>
        </div>
      ) : null}
    </Card>
  );
}

function RefusedRow(props: {
  readonly record: RecordSummary;
  readonly isBeingMended: boolean;
  readonly onDone: () => void;
}): ReactNode {
  const intl = useIntl();
  const { stores } = useServices();
  const { record } = props;
  const failed = useFeature('refused', (state) =>
    state.report?.failures.find(({ recordId }) => recordId === record.recordId),
  );
  const open = (): void => {
    void stores.record.getState().open(record);
    stores.router.getState().go({ screen: 'record', recordId: record.recordId });
  };
  return (
    <div className="row row-stacked">
      <span className="row-main">
        <RecordTitle record={record} />
        <RecordFacts record={record} />
        <span>{errorText(intl, new FieldsealError(record.refusal ?? 'sync.server-refused'))}</span>
        <span className="muted">
          <Text id={record.own ? `refused.remedy.${remedyOf(record.refusal)}` : 'refused.other'} />
        </span>
        {failed === undefined ? null : (
          <Banner tone="danger" isAlert>
            {errorText(intl, new FieldsealError(failed.code))}
          </Banner>
        )}
      </span>
      <RemedyActions record={record} isBeingMended={props.isBeingMended} onSent={props.onDone} />
      <span className="row-actions">
        <Button variant="quiet" onPress={open}>
          <Text id="refused.open" />
        </Button>
      </span>
    </div>
  );
}

import type { ReactNode } from 'react';
import { useIntl } from 'react-intl';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { errorText } from '../../app/i18n/error-text.ts';
import type { MessageId } from '../../app/i18n/messages.ts';
import { Text } from '../../app/i18n/text.tsx';
import { Banner } from '../../ui/banner.tsx';
import type { StickFailure, StickReport } from '../../vault/courier-api.ts';
import type { StickResult } from './store.ts';

/** What writing to a stick, or reading from one, came to. */
export function StickResultView({ result }: { readonly result: StickResult }): ReactNode {
  switch (result.kind) {
    case 'handed-over':
      return (
        <Banner tone={result.left > 0 ? 'warning' : 'success'}>
          <p>
            <Text
              id="courier.result.handed-over"
              values={{ records: result.records, batches: result.batches }}
            />
          </p>
          {result.photos === 0 ? null : (
            <p>
              <Text id="courier.result.photos" values={{ count: result.photos }} />
            </p>
          )}
          {result.left > 0 ? (
            <p>
              <Text id="courier.result.left" values={{ count: result.left }} />
            </p>
          ) : null}
        </Banner>
      );
    case 'opened':
      return <ReportView report={result.report} />;
    case 'receipts-saved':
      return (
        <Banner tone="success">
          <Text id="courier.result.receipts-saved" values={{ count: result.count }} />
        </Banner>
      );
    default:
      return (
        <Banner tone="info">
          <Text id={`courier.result.${result.kind}`} />
        </Banner>
      );
  }
}

function ReportView({ report }: { readonly report: StickReport }): ReactNode {
  const { failures, isStopped } = report;
  const isWell =
    failures.length === 0 &&
    (report.kind === 'batches' || report.refused + report.photosLeft === 0);
  return (
    <Banner tone={isWell ? 'success' : 'warning'}>
      {linesOf(report).map(({ id, values }) => (
        <p key={id}>
          <Text id={id} values={values} />
        </p>
      ))}
      <FailureList failures={failures} />
      {isStopped ? (
        <p>
          <Text id="courier.result.stopped" />
        </p>
      ) : null}
    </Banner>
  );
}

interface Line {
  readonly id: MessageId;
  readonly values: Readonly<Record<string, number>>;
}

/** What there is to say; what did not happen is left out. */
function linesOf(report: StickReport): readonly Line[] {
  if (report.kind === 'batches') {
    const { taken, records, photos, known } = report;
    return [
      { id: 'courier.result.taken', values: { batches: taken, records } },
      ...(photos === 0 ? [] : [line('courier.result.photos', photos)]),
      ...(known === 0 ? [] : [line('courier.result.known-batches', known)]),
    ];
  }
  const { settled, accepted, alreadyHeld, refused, photos, photosLeft, known, forOthers } = report;
  return [
    { id: 'courier.result.settled', values: { count: settled, held: accepted + alreadyHeld } },
    ...(photos === 0 ? [] : [line('courier.result.photos', photos)]),
    ...(refused === 0 ? [] : [line('courier.result.refused', refused)]),
    ...(photosLeft === 0 ? [] : [line('courier.result.photos-left', photosLeft)]),
    ...(known === 0 ? [] : [line('courier.result.known-receipts', known)]),
    ...(forOthers === 0 ? [] : [line('courier.result.for-others', forOthers)]),
  ];
}

function line(id: MessageId, count: number): Line {
  return { id, values: { count } };
}

function FailureList({ failures }: { readonly failures: readonly StickFailure[] }): ReactNode {
  const intl = useIntl();
  if (failures.length === 0) return null;
  return (
    <>
      <p>
        <Text id="courier.result.failures" values={{ count: failures.length }} />
      </p>
      <ul className="report-list">
        {failures.map(({ part, code }) => (
          <li key={part}>
            <Text
              id="courier.result.failure"
              values={{ part, reason: errorText(intl, new FieldsealError(code)) }}
            />
          </li>
        ))}
      </ul>
    </>
  );
}

import type { ReactNode } from 'react';
import { FormattedNumber } from 'react-intl';
import type { LossReport } from '../../../shared/sync/loss-report.ts';
import { Text, useText } from '../../app/i18n/text.tsx';
import { Card } from '../../ui/card.tsx';
import { DayText, MomentText } from '../../ui/day-text.tsx';
import { DefinitionList } from '../../ui/definition-list.tsx';
import { TableHead } from '../../ui/table-head.tsx';
import { TableScroll } from '../../ui/table-scroll.tsx';

/** What the server has of the laptop. */
export function ArrivedCard({ report }: { readonly report: LossReport }): ReactNode {
  const text = useText();
  const { received, approved, returned } = report.records;
  const moment = (at: string | null): ReactNode =>
    at === null ? text('loss.contact.never') : <MomentText value={at} />;
  return (
    <Card title={text('loss.contact.title')}>
      <DefinitionList
        items={[
          { key: 'seen', term: text('loss.contact.seen'), value: moment(report.lastSeenAt) },
          {
            key: 'receipt',
            term: text('loss.contact.receipt'),
            value: moment(report.lastReceiptAt),
          },
          {
            key: 'batches',
            term: text('loss.contact.batches'),
            value: <FormattedNumber value={report.batches} />,
          },
          {
            key: 'records',
            term: text('loss.contact.records'),
            value: text('loss.contact.records-value', {
              total: received + approved + returned,
              received,
              approved,
              returned,
            }),
          },
          ...(report.highestNumber === null
            ? []
            : [
                {
                  key: 'number',
                  term: text('loss.contact.number'),
                  value: <FormattedNumber value={report.highestNumber} />,
                },
              ]),
          {
            key: 'counter',
            term: text('loss.contact.counter'),
            value: <FormattedNumber value={report.highestCounter} />,
          },
        ]}
      />
      {report.byDay.length === 0 ? null : <DayTable report={report} />}
    </Card>
  );
}

function DayTable({ report }: { readonly report: LossReport }): ReactNode {
  const text = useText();
  return (
    <>
      <h3 className="card-subtitle">
        <Text id="loss.days.title" />
      </h3>
      <TableScroll label={text('loss.days.title')}>
        <table className="table">
          <TableHead columns={['loss.days.day', 'loss.contact.records']} />
          <tbody>
            {report.byDay.map((day) => (
              <tr key={day.day}>
                <th scope="row">
                  <DayText value={`${day.day}T12:00:00Z`} />
                </th>
                <td>
                  <FormattedNumber value={day.records} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
    </>
  );
}

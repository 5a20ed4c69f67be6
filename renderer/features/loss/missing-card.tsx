import type { ReactNode } from 'react';
import { FormattedList, FormattedNumber, useIntl } from 'react-intl';
import type { LossReport } from '../../../shared/sync/loss-report.ts';
import { Text, useText } from '../../app/i18n/text.tsx';
import { Card } from '../../ui/card.tsx';
import { DayText, MomentText } from '../../ui/day-text.tsx';
import { TableHead } from '../../ui/table-head.tsx';
import { TableScroll } from '../../ui/table-scroll.tsx';
import { useAreaName } from '../../ui/use-area-name.ts';

/** What the server never got, as far as times and numbers tell. */
export function MissingCard({ report }: { readonly report: LossReport }): ReactNode {
  const text = useText();
  const intl = useIntl();
  const enumerators = report.operators.filter((operator) => operator.role === 'enumerator');
  if (enumerators.length === 0) return null;
  const names = <bdi>{intl.formatList(enumerators.map((operator) => operator.name))}</bdi>;
  return (
    <Card title={text('loss.missing.title')}>
      <p className="prose">
        {report.lastSavedAt === null ? (
          <Text id="loss.missing.all" values={{ names }} />
        ) : (
          <Text
            id="loss.missing.since"
            values={{ date: <MomentText value={report.lastSavedAt} />, names }}
          />
        )}
      </p>
      <MissingNumbers report={report} />
      {report.byArea.length === 0 ? null : <AreaTable report={report} />}
    </Card>
  );
}

function MissingNumbers({ report }: { readonly report: LossReport }): ReactNode {
  const { deviceCode, highestNumber, missingNumbers } = report;
  if (highestNumber === null) return null;
  if (missingNumbers.count === 0) {
    return (
      <p>
        <Text id="loss.missing.no-gaps" />
      </p>
    );
  }
  const ranges = missingNumbers.ranges.map(({ from, to }) => (
    <bdi key={from} dir="ltr" className="code unbroken">
      {from === to
        ? numberOf(deviceCode, from)
        : `${numberOf(deviceCode, from)} … ${numberOf(deviceCode, to)}`}
    </bdi>
  ));
  return (
    <p className="prose">
      <Text
        id="loss.missing.numbers"
        values={{
          count: missingNumbers.count,
          ranges: <FormattedList value={ranges} />,
        }}
      />
    </p>
  );
}

function AreaTable({ report }: { readonly report: LossReport }): ReactNode {
  const text = useText();
  const areaName = useAreaName();
  return (
    <TableScroll label={text('loss.missing.title')}>
      <table className="table">
        <TableHead columns={['loss.missing.area', 'loss.missing.received', 'loss.missing.again']} />
        <tbody>
          {report.byArea.map((area) => (
            <tr key={area.areaId}>
              <th scope="row">
                <bdi>{areaName(area.areaId)}</bdi>
              </th>
              <td>
                <FormattedNumber value={area.records} />
              </td>
              <td>
                <DayText value={area.lastSavedAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

/** As it stands on slips. */
function numberOf(deviceCode: string, number: number): string {
  return `${deviceCode}-${String(number).padStart(6, '0')}`;
}

import type { ReactNode } from 'react';
import { useIntl } from 'react-intl';
import type { LossReport } from '../../../shared/sync/loss-report.ts';
import { useText, UserText } from '../../app/i18n/text.tsx';
import { Card } from '../../ui/card.tsx';
import { DayText } from '../../ui/day-text.tsx';
import { TableHead } from '../../ui/table-head.tsx';
import { TableScroll } from '../../ui/table-scroll.tsx';
import { useAreaName } from '../../ui/use-area-name.ts';
import { RoleText } from '../../ui/role-text.tsx';

/** The people of the laptop, their areas, and until when they may unlock it. */
export function PeopleCard({ report }: { readonly report: LossReport }): ReactNode {
  const text = useText();
  const intl = useIntl();
  const areaName = useAreaName();
  return (
    <Card title={text('loss.people.title')}>
      <TableScroll label={text('loss.people.title')}>
        <table className="table">
          <TableHead columns={['lease.admin.person', 'loss.people.areas', 'loss.people.until']} />
          <tbody>
            {report.operators.map((operator) => (
              <tr key={operator.operatorId}>
                <th scope="row">
                  <UserText>{operator.name}</UserText>
                  <span className="line muted">
                    <RoleText role={operator.role} />
                  </span>
                </th>
                <td>
                  <bdi>{intl.formatList(operator.areaIds.map(areaName))}</bdi>
                </td>
                <td>
                  <DayText value={operator.leaseUntil} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
    </Card>
  );
}

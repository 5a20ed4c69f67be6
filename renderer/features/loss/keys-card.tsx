import type { ReactNode } from 'react';
import { useIntl } from 'react-intl';
import type { LossReport } from '../../../shared/sync/loss-report.ts';
import { Text, useText } from '../../app/i18n/text.tsx';
import { Card } from '../../ui/card.tsx';
import { useAreaName } from '../../ui/use-area-name.ts';

/** Which of the programme's keys were on the laptop, and what somebody who opened it could do with each. */
export function KeysCard({ report }: { readonly report: LossReport }): ReactNode {
  const text = useText();
  const intl = useIntl();
  const areaName = useAreaName();
  const isAdministrators = report.operators.some(({ role }) => role === 'administrator');
  const areas = report.reviewKeys.map(({ areaId, epoch }) =>
    text('loss.keys.area', { area: areaName(areaId), epoch }),
  );
  return (
    <Card title={text('loss.keys.title')}>
      <ul className="prose report-list">
        <li>
          <Text id="loss.keys.index" />
        </li>
        <li>
          {areas.length === 0 ? (
            <Text id="loss.keys.none" />
          ) : (
            <Text id="loss.keys.review" values={{ areas: <bdi>{intl.formatList(areas)}</bdi> }} />
          )}
        </li>
        {isAdministrators ? (
          <li>
            <Text id="loss.keys.administrator" />
          </li>
        ) : null}
      </ul>
    </Card>
  );
}

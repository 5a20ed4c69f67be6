import { useState, type ReactNode } from 'react';
import { useIntl } from 'react-intl';
import type { LossReport } from '../../../shared/sync/loss-report.ts';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import type { RenewedReviewKeys } from '../../vault/vault-api.ts';
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
      {areas.length === 0 ? null : <RenewKeys report={report} />}
    </Card>
  );
}

/** Only once the laptop is revoked: until then its people are among those who get the new keys. */
function RenewKeys({ report }: { readonly report: LossReport }): ReactNode {
  const text = useText();
  const intl = useIntl();
  const areaName = useAreaName();
  const { renewKeys, isBusy } = useFeature('loss', (state) => state);
  const [isAsking, setIsAsking] = useState(false);
  const [renewed, setRenewed] = useState<RenewedReviewKeys | null>(null);
  if (report.revokedAt === null) {
    return (
      <p className="prose">
        <Text id="loss.keys.renew-first" />
      </p>
    );
  }
  const names = [...new Set(report.reviewKeys.map(({ areaId }) => areaName(areaId)))];
  async function confirm(): Promise<void> {
    const result = await renewKeys();
    setIsAsking(false);
    setRenewed(result);
  }
  return (
    <>
      {renewed === null ? null : (
        <Banner tone="success">
          <Text id="loss.keys.renewed" values={{ areas: renewed.areas, people: renewed.people }} />
        </Banner>
      )}
      <div className="actions">
        <Button isPending={isBusy} onPress={() => setIsAsking(true)}>
          <Text id="loss.keys.renew" />
        </Button>
      </div>
      <ConfirmDialog
        title={text('loss.keys.renew-title')}
        isOpen={isAsking}
        confirmLabel={text('loss.keys.renew')}
        cancelLabel={text('common.cancel')}
        isPending={isBusy}
        onCancel={() => setIsAsking(false)}
        onConfirm={() => void confirm()}
      >
        <p>
          <Text id="loss.keys.renew-text" values={{ areas: <bdi>{intl.formatList(names)}</bdi> }} />
        </p>
      </ConfirmDialog>
    </>
  );
}

import { CalendarClock, CalendarCheck, Save } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { useNow } from '../../app/use-now.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { DayText } from '../../ui/day-text.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { EmptyState, Skeleton } from '../../ui/waiting.tsx';
import { LeaseTable } from './lease-table.tsx';

/** Until when each person may work on a laptop, and renewing one or many. */
export function LeaseCard(): ReactNode {
  const text = useText();
  const { leases, failure, load } = useFeature('leases', (state) => state);
  useEffect(() => void load(), [load]);
  return (
    <Card title={text('lease.admin.title')}>
      <p className="prose">
        <Text id="lease.admin.text" />
      </p>
      <ErrorBanner error={failure} onRetry={() => void load()} />
      <RenewalReportView />
      {leases === null ? (
        failure === null ? (
          <Skeleton rows={3} />
        ) : null
      ) : leases.length === 0 ? (
        <EmptyState title={text('lease.admin.empty')} />
      ) : (
        <>
          <LeaseTable leases={leases} />
          <RenewActions />
        </>
      )}
    </Card>
  );
}

function RenewActions(): ReactNode {
  const text = useText();
  const now = useNow();
  const { chosen, isBusy, renew, chooseEnding, chooseNone } = useFeature(
    'leases',
    (state) => state,
  );
  const days = useFeature('session', (state) => state.vault?.policy?.leaseDays ?? 0);
  const [isAsking, setIsAsking] = useState(false);
  const count = chosen.size;
  return (
    <div className="actions">
      <Button
        variant="primary"
        icon={CalendarCheck}
        isDisabled={count === 0}
        isPending={isBusy}
        onPress={() => setIsAsking(true)}
      >
        <Text id="lease.admin.renew" values={{ count }} />
      </Button>
      <Button icon={CalendarClock} onPress={() => chooseEnding(now)}>
        <Text id="lease.admin.choose-ending" />
      </Button>
      {count === 0 ? null : (
        <Button variant="quiet" onPress={chooseNone}>
          <Text id="lease.admin.choose-none" />
        </Button>
      )}
      <ConfirmDialog
        title={text('lease.admin.renew-title', { count })}
        isOpen={isAsking}
        confirmLabel={text('lease.admin.renew-confirm')}
        cancelLabel={text('common.cancel')}
        isPending={isBusy}
        onCancel={() => setIsAsking(false)}
        onConfirm={() => {
          setIsAsking(false);
          void renew();
        }}
      >
        <p>
          <Text id="lease.admin.renew-text" values={{ days }} />
        </p>
      </ConfirmDialog>
    </div>
  );
}

function RenewalReportView(): ReactNode {
  const report = useFeature('leases', (state) => state.report);
  const save = useFeature('leases', (state) => state.save);
  if (report === null) return null;
  return (
    <Banner
      tone={report.notRenewed === 0 ? 'success' : 'warning'}
      action={
        <Button icon={Save} onPress={() => void save()}>
          <Text id="lease.admin.save-file" />
        </Button>
      }
    >
      <p>
        <Text
          id="lease.admin.renewed"
          values={{ date: <DayText value={report.leaseUntil} />, count: report.renewed }}
        />
      </p>
      {report.notRenewed === 0 ? null : (
        <p>
          <Text id="lease.admin.not-renewed" values={{ count: report.notRenewed }} />
        </p>
      )}
    </Banner>
  );
}

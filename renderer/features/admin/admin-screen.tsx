import { RefreshCw } from 'lucide-react';
import { useEffect, type ReactNode } from 'react';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { useMay } from '../../app/use-may.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { Screen } from '../../ui/screen.tsx';
import { EmptyState, Skeleton } from '../../ui/waiting.tsx';
import { FileRequestSection } from '../file-requests/file-request-section.tsx';
import { RecoveryKeysCard } from '../holders/recovery-keys-card.tsx';
import { RecoveryRequestsCard } from '../holders/recovery-requests-card.tsx';
import { LeaseCard } from '../leases/lease-card.tsx';
import { LossScreen } from '../loss/loss-screen.tsx';
import { AnswerFile } from '../orders/answer-file.tsx';
import { OrderDialog } from '../orders/order-dialog.tsx';
import { DeviceTable } from './device-table.tsx';
import { ProgrammeOverview } from './programme-overview.tsx';
import { RequestCard } from './request-card.tsx';

/** Who may work with which laptop, and the programme as it stands. */
export function AdminScreen(): ReactNode {
  const text = useText();
  const { failure, load } = useFeature('admin', (state) => state);
  const may = useMay();
  const answers = may('recovery.answer');
  const loadHolders = useFeature('holders', (state) => state.load);
  const orders = may('device.order');
  const loadOrders = useFeature('orders', (state) => state.load);
  const lostId = useFeature('loss', (state) => state.deviceId);
  const reload = (): void => {
    void load();
    if (answers) void loadHolders();
    if (orders) void loadOrders();
  };
  // Back from the report, what was revoked there shows.
  useEffect(() => {
    if (lostId !== null) return;
    void load();
    if (answers) void loadHolders();
    if (orders) void loadOrders();
  }, [load, loadHolders, loadOrders, lostId, answers, orders]);
  if (lostId !== null) return <LossScreen />;
  return (
    <Screen
      name="admin"
      title={text('admin.title')}
      aside={
        <Button icon={RefreshCw} onPress={reload}>
          <Text id="admin.refresh" />
        </Button>
      }
    >
      <ErrorBanner error={failure} onRetry={() => void load()} />
      {may('provisioning.approve') ? <RequestsCard /> : null}
      {may('device.read') ? <DevicesCard /> : null}
      {may('lease.renew') ? <LeaseCard /> : null}
      {answers ? (
        <>
          <RecoveryRequestsCard />
          <RecoveryKeysCard />
        </>
      ) : null}
      <ProgrammeOverview />
    </Screen>
  );
}

function RequestsCard(): ReactNode {
  const text = useText();
  const { requests, failure } = useFeature('admin', (state) => state);
  return (
    <Card title={text('admin.requests')}>
      {requests === null ? (
        failure === null ? (
          <Skeleton rows={3} />
        ) : null
      ) : requests.length === 0 ? (
        <EmptyState title={text('admin.no-requests')}>
          <Text id="admin.no-requests-text" />
        </EmptyState>
      ) : (
        <ul className="stack">
          {requests.map((request) => (
            <li key={request.requestHash}>
              <RequestCard request={request} />
            </li>
          ))}
        </ul>
      )}
      <FileRequestSection />
    </Card>
  );
}

function DevicesCard(): ReactNode {
  const text = useText();
  const may = useMay();
  const { devices, failure } = useFeature('admin', (state) => state);
  return (
    <Card title={text('admin.devices')}>
      {devices === null ? (
        failure === null ? (
          <Skeleton rows={3} />
        ) : null
      ) : devices.length === 0 ? (
        <EmptyState title={text('admin.no-devices')} />
      ) : (
        <DeviceTable devices={devices} />
      )}
      {may('device.order') ? <OrdersPart /> : null}
    </Card>
  );
}

function OrdersPart(): ReactNode {
  const { failure, load } = useFeature('orders', (state) => state);
  return (
    <>
      <ErrorBanner error={failure} onRetry={() => void load()} />
      <div className="actions">
        <AnswerFile />
      </div>
      <OrderDialog />
    </>
  );
}

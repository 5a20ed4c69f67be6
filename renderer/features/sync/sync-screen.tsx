import { RefreshCw, Square } from 'lucide-react';
import { useEffect, type ReactNode } from 'react';
import { FormattedNumber } from 'react-intl';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { DefinitionList } from '../../ui/definition-list.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { Screen } from '../../ui/screen.tsx';
import { Progress, Skeleton } from '../../ui/waiting.tsx';
import type { SyncPhase, SyncProgress, SyncReport } from '../../vault/vault-api.ts';
import { CarriedCard } from '../courier/carried-card.tsx';
import { StickCard } from '../courier/stick-card.tsx';
import { RefusedPhotosCard } from '../refused/refused-photos-card.tsx';
import { RefusedCard } from '../refused/refused-card.tsx';
import { LastSync } from '../home/counts.tsx';
import { BatchTable } from './batch-table.tsx';

/** What waits, sending it, and what came back. */
export function SyncScreen(): ReactNode {
  const text = useText();
  const { counts, batches, progress, report, failure, load, sync } = useFeature(
    'sync',
    (state) => state,
  );
  const { isSyncing, isStopping, stop } = useFeature('sync', (state) => state);
  useEffect(() => void load(), [load]);
  const loadCarried = useFeature('courier', (state) => state.load);
  const loadRefused = useFeature('refused', (state) => state.load);
  // A sync delivers what is carried, and brings refusals.
  useEffect(() => {
    if (isSyncing) return;
    void loadCarried();
    void loadRefused();
  }, [isSyncing, loadCarried, loadRefused]);
  const followStick = (): void => {
    void load();
    void loadRefused();
  };
  const waiting = counts === null ? 0 : counts.byState.saved + counts.byState['in-batch'];
  return (
    <Screen name="sync" title={text('sync.title')} lead={<Text id="sync.lead" />}>
      <Card tone="accent">
        {counts === null ? (
          failure === null ? (
            <Skeleton rows={2} />
          ) : null
        ) : (
          <>
            <p className="big-number">
              <FormattedNumber value={waiting} />
            </p>
            <p className="big-number-label">
              <Text id="sync.waiting" values={{ count: waiting }} />
            </p>
            {counts.photosWaiting === 0 ? null : (
              <p>
                <Text id="sync.photos-waiting" values={{ count: counts.photosWaiting }} />
              </p>
            )}
            <p className="muted">
              <LastSync at={counts.lastSyncAt} />
            </p>
          </>
        )}
        {isSyncing ? <SyncProgressBar progress={progress} /> : null}
        <div className="actions">
          <Button
            variant="primary"
            size="large"
            icon={RefreshCw}
            isPending={isSyncing}
            onPress={() => void sync()}
          >
            <Text id="sync.now" />
          </Button>
          {isSyncing ? (
            <Button size="large" icon={Square} isDisabled={isStopping} onPress={() => void stop()}>
              <Text id={isStopping ? 'sync.stopping' : 'sync.stop'} />
            </Button>
          ) : null}
        </div>
        <p className="muted">
          <Text id="sync.safe" />
        </p>
        <p className="muted">
          <Text id="sync.itself" />
        </p>
      </Card>
      <ErrorBanner error={failure} onRetry={() => void sync()} />
      {report === null ? null : <ReportCard report={report} />}
      <StickCard onDone={followStick} />
      <RefusedCard onDone={() => void load()} />
      <RefusedPhotosCard onDone={() => void load()} />
      <CarriedCard />
      {batches === null && failure !== null ? null : (
        <Card title={text('sync.batches')}>
          {batches === null ? <Skeleton rows={3} /> : <BatchTable batches={batches} />}
        </Card>
      )}
    </Screen>
  );
}

/** Phases in which bytes go out. */
const SENDING: ReadonlySet<SyncPhase> = new Set(['sending', 'photos', 'carrying']);

function SyncProgressBar({ progress }: { readonly progress: SyncProgress | null }): ReactNode {
  const text = useText();
  const phase = progress?.phase ?? 'preparing';
  const isSending = progress !== null && SENDING.has(phase);
  return (
    <>
      <Progress
        label={text(`sync.phase.${phase}`, {
          sent: (phase === 'photos' ? progress?.photosSent : progress?.recordsSent) ?? 0,
          total: (phase === 'photos' ? progress?.photosTotal : progress?.recordsTotal) ?? 0,
        })}
        value={isSending ? progress.bytesSent : undefined}
        maximum={isSending ? progress.bytesTotal : undefined}
      />
      {isSending && progress.bytesSent < progress.bytesTotal ? (
        <p className="muted">
          <Text
            id="sync.left"
            values={{
              size: Math.ceil((progress.bytesTotal - progress.bytesSent) / 1024),
              known: progress.secondsLeft === null ? 'no' : 'yes',
              minutes: Math.ceil((progress.secondsLeft ?? 0) / 60),
            }}
          />
        </p>
      ) : null}
    </>
  );
}

function ReportCard({ report }: { readonly report: SyncReport }): ReactNode {
  const text = useText();
  const numbers = [
    'accepted',
    'alreadyHeld',
    'refused',
    'decisions',
    'batches',
    'receipts',
  ] as const;
  return (
    <Card title={text('sync.report')}>
      <ReportBanner report={report} />
      <DefinitionList
        items={[
          ...numbers.map((key) => ({
            key,
            term: text(`sync.report.${key}`),
            value: <FormattedNumber value={report[key]} />,
          })),
          ...(['photos', 'photosLeft'] as const)
            .filter((key) => report[key] > 0)
            .map((key) => ({
              key,
              term: text(`sync.report.${key}`),
              value: <FormattedNumber value={report[key]} />,
            })),
          ...(report.leasesRenewed === undefined || report.leasesRenewed === 0
            ? []
            : [
                {
                  key: 'leases',
                  term: text('sync.report.leases'),
                  value: <FormattedNumber value={report.leasesRenewed} />,
                },
              ]),
          {
            key: 'bytes',
            term: text('sync.report.bytes'),
            value: text('common.kilobytes', { size: Math.ceil(report.bytesSent / 1024) }),
          },
          ...(report.carried === undefined || report.carried === 0
            ? []
            : [
                {
                  key: 'carried',
                  term: text('sync.report.carried'),
                  value: <FormattedNumber value={report.carried} />,
                },
              ]),
        ]}
      />
    </Card>
  );
}

function ReportBanner({ report }: { readonly report: SyncReport }): ReactNode {
  if (report.refused + report.photosLeft > 0) {
    return (
      <Banner tone="warning">
        <Text id="sync.report.refused-some" />
      </Banner>
    );
  }
  return (
    <Banner tone={report.isStopped ? 'info' : 'success'}>
      <Text id={report.isStopped ? 'sync.report.stopped' : 'sync.report.well'} />
    </Banner>
  );
}

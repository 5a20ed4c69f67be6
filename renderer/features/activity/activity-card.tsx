import { ChevronDown, Download, ShieldCheck, Square } from 'lucide-react';
import { useEffect, type ReactNode } from 'react';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { EmptyState, Progress, Skeleton } from '../../ui/waiting.tsx';
import { ActivityList } from './activity-list.tsx';
import { VerdictBanner } from './verdict-banner.tsx';

/** What was done on this laptop, checking that it is all there, and saving it. */
export function ActivityCard(): ReactNode {
  const text = useText();
  const state = useFeature('activity', (all) => all);
  const { load, entries, failure, busy } = state;
  useEffect(() => void load(), [load]);
  return (
    <Card title={text('activity.title')}>
      <p className="prose">
        <Text id="activity.lead" />
      </p>
      <div className="actions">
        <Button
          icon={ShieldCheck}
          isPending={busy === 'verify'}
          onPress={() => void state.verify()}
        >
          <Text id="activity.verify" />
        </Button>
        {busy === 'verify' ? (
          <Button icon={Square} isDisabled={state.isStopping} onPress={() => void state.stop()}>
            <Text id={state.isStopping ? 'activity.stopping' : 'activity.stop'} />
          </Button>
        ) : (
          <Button icon={Download} isPending={busy === 'export'} onPress={() => void state.save()}>
            <Text id="activity.export" />
          </Button>
        )}
      </div>
      {state.progress === null ? null : (
        <Progress
          label={text('activity.checking', { ...state.progress })}
          value={state.progress.done}
          maximum={state.progress.total}
        />
      )}
      <ErrorBanner error={failure} onRetry={() => void load()} />
      {state.verdict === null ? null : <VerdictBanner verdict={state.verdict} />}
      {state.isExported ? (
        <Banner tone="success">
          <Text id="activity.exported" />
        </Banner>
      ) : null}
      {entries === null ? (
        failure === null ? (
          <Skeleton rows={4} />
        ) : null
      ) : entries.length === 0 ? (
        <EmptyState title={text('activity.empty')} />
      ) : (
        <ActivityList entries={entries} />
      )}
      {state.next === null ? null : (
        <div className="actions">
          <Button
            variant="quiet"
            icon={ChevronDown}
            isPending={busy === 'more'}
            onPress={() => void state.loadMore()}
          >
            <Text id="activity.more" />
          </Button>
        </div>
      )}
    </Card>
  );
}

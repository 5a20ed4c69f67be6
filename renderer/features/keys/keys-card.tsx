import { KeyRound, Square, Trash2 } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { Progress, Skeleton } from '../../ui/waiting.tsx';
import { KeyList } from './key-list.tsx';

/** What the keys are, how old, and renewing them. */
export function KeysCard(): ReactNode {
  const text = useText();
  const { overview, failure, load } = useFeature('keys', (state) => state);
  useEffect(() => void load(), [load]);
  return (
    <Card title={text('keys.title')}>
      <p className="prose">
        <Text id="keys.lead" />
      </p>
      <ErrorBanner error={failure} onRetry={() => void load()} />
      {overview === null ? (
        failure === null ? (
          <Skeleton rows={3} />
        ) : null
      ) : (
        <>
          <KeyList keys={overview.keys} />
          <Renewal />
        </>
      )}
    </Card>
  );
}

function Renewal(): ReactNode {
  const text = useText();
  const state = useFeature('keys', (all) => all);
  const unfinished = state.overview?.renewal ?? null;
  const isBusy = state.isRenewing || state.progress !== null;
  return (
    <>
      {isBusy ? <RenewalProgress /> : null}
      {isBusy || unfinished === null ? null : (
        <Banner tone="warning">
          <Text id="keys.unfinished" values={{ done: unfinished.done, total: unfinished.total }} />
        </Banner>
      )}
      <Outcome />
      <div className="actions">
        <Button
          variant={unfinished === null ? 'secondary' : 'primary'}
          icon={KeyRound}
          isPending={isBusy}
          onPress={() => void state.renew()}
        >
          {text(unfinished === null || isBusy ? 'keys.renew' : 'keys.continue')}
        </Button>
        {isBusy ? (
          <Button icon={Square} isDisabled={state.isStopping} onPress={() => void state.stop()}>
            {text(state.isStopping ? 'keys.stopping' : 'keys.stop')}
          </Button>
        ) : (
          <DestroyButton />
        )}
      </div>
    </>
  );
}

function RenewalProgress(): ReactNode {
  const text = useText();
  const progress = useFeature('keys', (state) => state.progress);
  if (progress === null) return <Progress label={text('keys.beginning')} />;
  const { done, total } = progress;
  return <Progress label={text('keys.progress', { done, total })} value={done} maximum={total} />;
}

function Outcome(): ReactNode {
  const outcome = useFeature('keys', (state) => state.outcome);
  if (outcome === null) return null;
  return (
    <Banner tone="success">
      {outcome === 'renewed' ? (
        <Text id="keys.renewed" />
      ) : (
        <Text id="keys.destroyed" values={{ count: outcome.destroyed }} />
      )}
    </Banner>
  );
}

/** Only where there is something that nothing needs any more. */
function DestroyButton(): ReactNode {
  const text = useText();
  const [isAsking, setIsAsking] = useState(false);
  const retired = useFeature('keys', (state) => state.overview?.retired ?? 0);
  const destroy = useFeature('keys', (state) => state.destroy);
  const isDestroying = useFeature('keys', (state) => state.isDestroying);
  if (retired === 0) return null;
  return (
    <>
      <Button icon={Trash2} onPress={() => setIsAsking(true)}>
        <Text id="keys.destroy" />
      </Button>
      <ConfirmDialog
        title={text('keys.destroy-title')}
        isOpen={isAsking}
        confirmLabel={text('keys.destroy')}
        cancelLabel={text('common.cancel')}
        isDangerous
        isPending={isDestroying}
        onConfirm={() => void destroy().then(() => setIsAsking(false))}
        onCancel={() => setIsAsking(false)}
      >
        <Text id="keys.destroy-text" values={{ count: retired }} />
      </ConfirmDialog>
    </>
  );
}

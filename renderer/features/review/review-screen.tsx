import { RefreshCw } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { Screen } from '../../ui/screen.tsx';
import { EmptyState, Skeleton } from '../../ui/waiting.tsx';
import { FailureList } from './failure-list.tsx';
import { QueueList } from './queue-list.tsx';
import { ReturnDialog } from './return-dialog.tsx';
import { ReviewDetail } from './review-detail.tsx';
import { useReviewKeys } from './use-review-keys.ts';

/** The supervisor's work: a queue, the record in full, and a signed decision. */
export function ReviewScreen(): ReactNode {
  const text = useText();
  const { items, failures, next, selectedId, failure, isLoading, load, decide } = useFeature(
    'review',
    (state) => state,
  );
  const show = useFeature('notices', (state) => state.show);
  const [isReturning, setIsReturning] = useState(false);
  useEffect(() => void load(), [load]);
  const selected = items?.find((item) => item.record.id === selectedId) ?? null;
  const approve = (): void => {
    void decide({ verdict: 'approved' }).then((isDone) => {
      if (isDone) show('review.approved');
    });
  };
  useReviewKeys({
    isActive: selected !== null && !isReturning,
    onApprove: approve,
    onReturn: () => setIsReturning(true),
  });
  return (
    <Screen
      name="review"
      title={text('review.title')}
      isWide
      lead={
        items === null ? undefined : (
          <Text
            id={next === null ? 'review.waiting' : 'review.waiting-more'}
            values={{ count: items.length }}
          />
        )
      }
      aside={
        <Button icon={RefreshCw} isPending={isLoading} onPress={() => void load()}>
          <Text id="review.refresh" />
        </Button>
      }
    >
      <ErrorBanner error={failure} onRetry={() => void load()} />
      {items === null ? (
        failure === null ? (
          <Skeleton rows={6} />
        ) : null
      ) : items.length === 0 ? (
        <EmptyState title={text('review.empty')}>
          <Text id="review.empty-text" />
        </EmptyState>
      ) : (
        <div className="split">
          <QueueList items={items} />
          {selected === null ? null : (
            <ReviewDetail
              key={selected.record.id}
              item={selected}
              onApprove={approve}
              onReturn={() => setIsReturning(true)}
            />
          )}
        </div>
      )}
      <FailureList failures={failures} />
      <ReturnDialog isOpen={isReturning} onClose={() => setIsReturning(false)} />
    </Screen>
  );
}

import { Copy } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { Text, useText, UserText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import type { ReviewItem } from '../../vault/vault-api.ts';
import { DayText } from '../../ui/day-text.tsx';
import { Button as AppButton } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { useAreaName } from '../../ui/use-area-name.ts';
import { recordName } from '../../ui/record-name.ts';

/** Records that wait, oldest first as the server gave them. */
export function QueueList({ items }: { readonly items: readonly ReviewItem[] }): ReactNode {
  const text = useText();
  const next = useFeature('review', (state) => state.next);
  const isLoading = useFeature('review', (state) => state.isLoading);
  const loadMore = useFeature('review', (state) => state.loadMore);
  return (
    <section className="queue" aria-label={text('review.queue')}>
      <ul className="rows">
        {items.map((item) => (
          <li key={item.record.id}>
            <QueueRow item={item} />
          </li>
        ))}
      </ul>
      {next === null ? null : (
        <AppButton isPending={isLoading} onPress={() => void loadMore()}>
          <Text id="home.more" />
        </AppButton>
      )}
    </section>
  );
}

function QueueRow({ item }: { readonly item: ReviewItem }): ReactNode {
  const areaName = useAreaName();
  const selectedId = useFeature('review', (state) => state.selectedId);
  const select = useFeature('review', (state) => state.select);
  const form = useFeature('session', (state) => state.programme?.form);
  const isCurrent = selectedId === item.record.id;
  return (
    <Button
      className={`row row-button ${isCurrent ? 'row-current' : ''}`}
      aria-current={isCurrent ? 'true' : 'false'}
      onPress={() => select(item.record.id)}
    >
      <span className="row-main">
        <span className="row-title">
          <UserText>{recordName(form, item.record.answers)}</UserText>
        </span>
        <span className="row-detail">
          <bdi>{areaName(item.record.areaId)}</bdi>
          <DayText value={item.receivedAt} />
        </span>
        {item.candidates.length === 0 ? null : (
          <Chip tone="warning" icon={Copy}>
            <Text id="review.candidates" values={{ count: item.candidates.length }} />
          </Chip>
        )}
      </span>
    </Button>
  );
}

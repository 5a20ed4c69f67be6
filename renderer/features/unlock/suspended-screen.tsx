import type { ReactNode } from 'react';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import type { LaptopOrder } from '../../vault/order-api.ts';
import { Banner } from '../../ui/banner.tsx';
import { MomentText } from '../../ui/day-text.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { PublicPage } from '../../ui/public-page.tsx';
import { Screen } from '../../ui/screen.tsx';
import { AnswerButton, CheckButton, OrderFileButton } from './order-actions.tsx';

/** A suspended laptop: since when and why, that nothing is lost, and what clears it. */
export function SuspendedScreen(props: {
  readonly order: Extract<LaptopOrder, { readonly kind: 'suspended' }>;
}): ReactNode {
  const text = useText();
  const { since, reason } = props.order;
  const { failure, checkedAt } = useFeature('laptopOrder', (state) => state);
  const unsent = useFeature('session', (state) =>
    (state.vault?.operators ?? []).reduce((sum, { unsentRecords }) => sum + unsentRecords, 0),
  );
  return (
    <PublicPage>
      <Screen name="suspended" title={text('standing.suspended.title')}>
        <Banner tone="warning">
          <Text
            id="standing.suspended.text"
            values={{ date: <MomentText value={since} />, reason: text(`orders.reason.${reason}`) }}
          />
        </Banner>
        <p className="prose">
          <Text id="standing.suspended.kept" values={{ count: unsent }} />
        </p>
        <p className="prose">
          <Text id="standing.suspended.next" />
        </p>
        <ErrorBanner error={failure} />
        {checkedAt === null ? null : (
          <Banner tone="info">
            <Text
              id="standing.suspended.still"
              values={{ date: <MomentText value={checkedAt} /> }}
            />
          </Banner>
        )}
        <div className="actions">
          <CheckButton />
          <OrderFileButton isQuiet={false} />
          <AnswerButton />
        </div>
      </Screen>
    </PublicPage>
  );
}

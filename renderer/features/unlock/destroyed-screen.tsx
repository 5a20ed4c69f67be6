import { UserPlus } from 'lucide-react';
import type { ReactNode } from 'react';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import type { LaptopOrder } from '../../vault/order-api.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { MomentText } from '../../ui/day-text.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { PublicPage } from '../../ui/public-page.tsx';
import { Screen } from '../../ui/screen.tsx';
import { AnswerButton, CheckButton } from './order-actions.tsx';

/** A laptop whose keys were destroyed: what happened, what is lost with them, and that it can be set up anew. */
export function DestroyedScreen(props: {
  readonly order: Extract<LaptopOrder, { readonly kind: 'destroyed' }>;
  readonly onSetUp: () => void;
}): ReactNode {
  const text = useText();
  const { at, reason, deviceCode, unsentRecords, drafts, isTold } = props.order;
  const failure = useFeature('laptopOrder', (state) => state.failure);
  return (
    <PublicPage>
      <Screen
        name="destroyed"
        title={text('standing.destroyed.title')}
        lead={<bdi className="code">{deviceCode}</bdi>}
      >
        <Banner tone="danger">
          <p>
            <Text
              id="standing.destroyed.text"
              values={{ date: <MomentText value={at} />, reason: text(`orders.reason.${reason}`) }}
            />
          </p>
          <p>
            <Text id="standing.destroyed.lost" values={{ count: unsentRecords }} />
          </p>
          {drafts === 0 ? null : (
            <p>
              <Text id="standing.destroyed.drafts" values={{ count: drafts }} />
            </p>
          )}
        </Banner>
        {unsentRecords === 0 ? null : (
          <p className="prose">
            <Text id="standing.destroyed.register-again" />
          </p>
        )}
        <p className="prose">
          <Text id={isTold ? 'standing.destroyed.told' : 'standing.destroyed.untold'} />
        </p>
        <ErrorBanner error={failure} />
        <div className="actions">
          {isTold ? null : <CheckButton />}
          <AnswerButton />
        </div>
        <div className="actions actions-foot">
          <Button variant="quiet" icon={UserPlus} onPress={props.onSetUp}>
            <Text id="standing.destroyed.again" />
          </Button>
        </div>
      </Screen>
    </PublicPage>
  );
}

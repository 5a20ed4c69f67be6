import { RefreshCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';

/** For somebody whose vault has seen newer settings of the programme than lie on the laptop: a sync brings them. */
export function OutdatedCard(): ReactNode {
  const text = useText();
  const { isBusy, failure, delivered, sync } = useFeature('renewal', (state) => state);
  return (
    <Card title={text('unlock.outdated.title')}>
      <p>
        <Text id="unlock.outdated.text" />
      </p>
      <ErrorBanner error={failure} />
      {delivered === null ? null : (
        <Banner tone="success">
          <Text id="unlock.outdated.done" />
        </Banner>
      )}
      <div className="actions">
        <Button icon={RefreshCw} isPending={isBusy} onPress={() => void sync()}>
          <Text id="unlock.outdated.sync" />
        </Button>
      </div>
    </Card>
  );
}

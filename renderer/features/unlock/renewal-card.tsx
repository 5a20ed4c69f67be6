import { FileInput, RefreshCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { FileTrigger } from 'react-aria-components';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature, useServices } from '../../app/services.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { StickActions } from '../courier/stick-actions.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';

/** For somebody whose permission has ended: what waits still goes out, and a renewal comes in. */
export function RenewalCard(): ReactNode {
  const text = useText();
  const { stores } = useServices();
  const { isBusy, failure, sync, loadFile } = useFeature('renewal', (state) => state);
  const show = useFeature('notices', (state) => state.show);
  async function then(work: Promise<void>): Promise<void> {
    await work;
    // This card goes away with the reason for it.
    if ((stores.renewal.getState().renewed ?? 0) > 0) show('unlock.renewal.done');
    await stores.session.getState().refresh();
  }
  return (
    <Card title={text('unlock.renewal.title')}>
      <p>
        <Text id="unlock.renewal.text" />
      </p>
      <ErrorBanner error={failure} />
      <RenewalResult />
      <div className="actions">
        <Button icon={RefreshCw} isPending={isBusy} onPress={() => void then(sync())}>
          <Text id="unlock.renewal.sync" />
        </Button>
        <FileTrigger
          acceptedFileTypes={['.fslease']}
          onSelect={(files) => {
            const file = files?.[0];
            if (file !== undefined) void then(loadFile(file));
          }}
        >
          <Button icon={FileInput} isDisabled={isBusy}>
            <Text id="unlock.renewal.file" />
          </Button>
        </FileTrigger>
      </div>
      <p>
        <Text id="courier.text" />
      </p>
      <StickActions canHandOver onDone={() => void stores.session.getState().refresh()} />
    </Card>
  );
}

function RenewalResult(): ReactNode {
  const delivered = useFeature('renewal', (state) => state.delivered);
  const renewed = useFeature('renewal', (state) => state.renewed);
  if (renewed === null) return null;
  return (
    <Banner tone={renewed > 0 ? 'success' : 'info'}>
      {delivered === null ? null : (
        <p>
          <Text id="unlock.renewal.sent" values={{ count: delivered }} />
        </p>
      )}
      <p>
        <Text id="unlock.renewal.renewed" values={{ count: renewed }} />
      </p>
    </Banner>
  );
}

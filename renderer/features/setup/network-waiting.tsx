import { RefreshCw } from 'lucide-react';
import { useEffect, type ReactNode } from 'react';
import { FormattedTime } from 'react-intl';
import { Text } from '../../app/i18n/text.tsx';
import { lockApp } from '../../app/lock.ts';
import { useFeature, useServices } from '../../app/services.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';

const POLL_MS = 4_000;

/** Waiting with a network: whether the answer is there. */
export function NetworkWaiting(): ReactNode {
  const services = useServices();
  const grant = useFeature('setup', (state) => state.grant);
  const checkedAt = useFeature('setup', (state) => state.lastCheckedAt);
  const isBusy = useFeature('setup', (state) => state.isBusy);
  const check = useFeature('setup', (state) => state.check);
  const isPending = grant === null || grant.state === 'pending';
  useEffect(() => {
    if (!isPending) return undefined;
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void check();
    }, POLL_MS);
    return () => clearInterval(timer);
  }, [isPending, check]);
  return (
    <>
      {grant?.state === 'rejected' ? (
        <Banner tone="danger" isAlert>
          <Text id="error.provisioning.rejected" />
        </Banner>
      ) : (
        <Banner tone="info">
          <Text id="setup.waiting.pending" />{' '}
          {checkedAt === null ? null : (
            <Text
              id="setup.waiting.checked"
              values={{ time: <FormattedTime value={checkedAt} timeStyle="medium" /> }}
            />
          )}
        </Banner>
      )}
      <div className="actions">
        <Button variant="primary" icon={RefreshCw} isPending={isBusy} onPress={() => void check()}>
          <Text id="setup.waiting.check" />
        </Button>
        <Button variant="quiet" onPress={() => void lockApp(services)}>
          <Text id="setup.waiting.later" />
        </Button>
      </div>
    </>
  );
}

import { RefreshCw } from 'lucide-react';
import { useEffect, type ReactNode } from 'react';
import { FormattedTime } from 'react-intl';
import { Text, useText } from '../../app/i18n/text.tsx';
import { lockApp } from '../../app/lock.ts';
import { useFeature, useServices } from '../../app/services.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Skeleton } from '../../ui/waiting.tsx';
import { WordList } from '../../ui/word-list.tsx';

const POLL_MS = 4_000;

/** The request's words, to be read to the administrator, and whether the answer is there. */
export function WaitingStep(): ReactNode {
  const text = useText();
  const services = useServices();
  const words = useFeature('setup', (state) => state.requestWords);
  const grant = useFeature('setup', (state) => state.grant);
  const checkedAt = useFeature('setup', (state) => state.lastCheckedAt);
  const isBusy = useFeature('setup', (state) => state.isBusy);
  const check = useFeature('setup', (state) => state.check);
  const compare = useFeature('setup', (state) => state.compareWords);
  const isPending = grant === null || grant.state === 'pending';
  useEffect(() => {
    if (!isPending) return undefined;
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void check();
    }, POLL_MS);
    return () => clearInterval(timer);
  }, [isPending, check]);
  useEffect(() => {
    if (grant?.state === 'ready') compare();
  }, [grant, compare]);
  return (
    <div className="form">
      <p className="prose">
        <Text id="setup.waiting.text" />
      </p>
      <Card title={text('setup.waiting.words')}>
        {words.length === 0 ? (
          <Skeleton rows={2} />
        ) : (
          <WordList words={words} label={text('setup.waiting.words')} />
        )}
      </Card>
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
    </div>
  );
}

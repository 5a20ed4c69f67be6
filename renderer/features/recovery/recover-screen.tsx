import { ArrowLeft, LifeBuoy } from 'lucide-react';
import type { ReactNode } from 'react';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { PublicPage } from '../../ui/public-page.tsx';
import { Screen } from '../../ui/screen.tsx';
import { Skeleton } from '../../ui/waiting.tsx';
import { AnswersCard } from './answers-card.tsx';
import { FreshStart } from './fresh-start.tsx';

/** "I forgot my passphrase" and "I lost my key": ask the holders, wait for them, choose anew. */
export function RecoverScreen(): ReactNode {
  const text = useText();
  const { operatorId, recovery, failure, clear } = useFeature('recovery', (state) => state);
  const operator = useFeature('session', (state) =>
    state.vault?.operators.find((candidate) => candidate.operatorId === operatorId),
  );
  return (
    <PublicPage>
      <Screen
        name="recover"
        title={text('recover.title')}
        lead={operator === undefined ? undefined : <bdi>{operator.name}</bdi>}
        aside={
          <Button variant="quiet" icon={ArrowLeft} onPress={clear}>
            <Text id="common.back" />
          </Button>
        }
      >
        <ErrorBanner error={failure} />
        {recovery === null ? failure === null ? <Skeleton /> : null : <Stage />}
      </Screen>
    </PublicPage>
  );
}

function Stage(): ReactNode {
  const text = useText();
  const recovery = useFeature('recovery', (state) => state.recovery);
  if (recovery === null) return null;
  if (!recovery.isAvailable) {
    return (
      <Banner tone="warning" title={text('recover.none')}>
        <Text id="recover.none-text" />
      </Banner>
    );
  }
  if (recovery.ceremony === null) return <Explanation />;
  const answered = recovery.ceremony.holders.filter(({ hasAnswered }) => hasAnswered).length;
  return answered >= recovery.ceremony.needed ? <FreshStart /> : <AnswersCard />;
}

function Explanation(): ReactNode {
  const text = useText();
  const busy = useFeature('recovery', (state) => state.busy);
  const begin = useFeature('recovery', (state) => state.begin);
  return (
    <Card title={text('recover.how')}>
      <ol className="steps">
        <li>
          <Text id="recover.step-ask" />
        </li>
        <li>
          <Text id="recover.step-words" />
        </li>
        <li>
          <Text id="recover.step-new" />
        </li>
      </ol>
      <p className="prose">
        <Text id="recover.kept" />
      </p>
      <div className="actions">
        <Button
          variant="primary"
          size="large"
          icon={LifeBuoy}
          isPending={busy !== null}
          onPress={() => void begin()}
        >
          <Text id="recover.begin" />
        </Button>
      </div>
    </Card>
  );
}

import type { ReactNode } from 'react';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { WordList } from '../../ui/word-list.tsx';

/** The programme's words, which the administrator reads out: the same or not? */
export function WordsStep(): ReactNode {
  const text = useText();
  const grant = useFeature('setup', (state) => state.grant);
  const isBusy = useFeature('setup', (state) => state.isBusy);
  const accept = useFeature('setup', (state) => state.accept);
  const refuse = useFeature('setup', (state) => state.refuseWords);
  if (grant?.state !== 'ready') return null;
  return (
    <div className="form">
      <p className="prose">
        <Text id="setup.words.text" />
      </p>
      <Card title={text('setup.words.words')} tone="accent">
        <WordList words={grant.programmeWords} label={text('setup.words.words')} />
      </Card>
      {grant.alreadyTrusted ? (
        <Banner tone="success">
          <Text id="setup.words.trusted" />
        </Banner>
      ) : null}
      <div className="actions">
        <Button variant="primary" size="large" isPending={isBusy} onPress={() => void accept()}>
          <Text id="setup.words.same" />
        </Button>
        <Button variant="danger" size="large" onPress={refuse}>
          <Text id="setup.words.different" />
        </Button>
      </div>
    </div>
  );
}

import { useEffect, type ReactNode } from 'react';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { Card } from '../../ui/card.tsx';
import { Skeleton } from '../../ui/waiting.tsx';
import { WordList } from '../../ui/word-list.tsx';
import { FileWaiting } from './file-waiting.tsx';
import { NetworkWaiting } from './network-waiting.tsx';

/** The request's words, to be read to the administrator, and how the answer comes. */
export function WaitingStep(): ReactNode {
  const text = useText();
  const words = useFeature('setup', (state) => state.requestWords);
  const way = useFeature('setup', (state) => state.way);
  const grant = useFeature('setup', (state) => state.grant);
  const compare = useFeature('setup', (state) => state.compareWords);
  useEffect(() => {
    if (grant?.state === 'ready') compare();
  }, [grant, compare]);
  return (
    <div className="form">
      <p className="prose">
        <Text id={way === 'file' ? 'setup.file.waiting' : 'setup.waiting.text'} />
      </p>
      <Card title={text('setup.waiting.words')}>
        {words.length === 0 ? (
          <Skeleton rows={2} />
        ) : (
          <WordList words={words} label={text('setup.waiting.words')} />
        )}
      </Card>
      {way === 'file' ? <FileWaiting /> : null}
      {way === 'network' ? <NetworkWaiting /> : null}
    </div>
  );
}

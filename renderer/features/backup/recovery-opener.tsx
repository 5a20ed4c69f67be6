import { FileInput, Save, Send } from 'lucide-react';
import type { ReactNode } from 'react';
import { FileTrigger } from 'react-aria-components';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { Button } from '../../ui/button.tsx';
import { WordList } from '../../ui/word-list.tsx';

/** Opening the chosen backup through the holders of recovery keys: ask, collect the answers, then open. */
export function RecoveryOpener(): ReactNode {
  const text = useText();
  const { ceremony, isAsking, beginRecovery, exchangeRecovery, saveRequest, addAnswer } =
    useFeature('backup', (state) => state);
  if (ceremony === null) {
    return (
      <>
        <p className="prose">
          <Text id="backup.recovery.text" />
        </p>
        <div className="actions">
          <Button isPending={isAsking} onPress={() => void beginRecovery()}>
            <Text id="backup.recovery.begin" />
          </Button>
        </div>
      </>
    );
  }
  const answered = ceremony.holders.filter((holder) => holder.hasAnswered);
  return (
    <>
      <p className="prose">
        <Text id="backup.recovery.words" values={{ needed: ceremony.needed }} />
      </p>
      <WordList words={ceremony.words} label={text('admin.words')} />
      <p>
        <Text
          id="backup.recovery.answered"
          values={{ count: answered.length, needed: ceremony.needed }}
        />
      </p>
      <ul className="report-list">
        {ceremony.holders.map(({ holder, hasAnswered }) => (
          <li key={holder}>
            <bdi>{holder}</bdi>
            {': '}
            <Text id={hasAnswered ? 'backup.recovery.yes' : 'backup.recovery.no'} />
          </li>
        ))}
      </ul>
      <div className="actions">
        <Button icon={Send} isPending={isAsking} onPress={() => void exchangeRecovery()}>
          <Text id="backup.recovery.exchange" />
        </Button>
        <Button icon={Save} variant="quiet" onPress={() => void saveRequest()}>
          <Text id="backup.recovery.save" />
        </Button>
        <FileTrigger
          acceptedFileTypes={['.fsrecovery']}
          onSelect={(files) => {
            const file = files?.[0];
            if (file !== undefined) void addAnswer(file);
          }}
        >
          <Button icon={FileInput} variant="quiet">
            <Text id="backup.recovery.load" />
          </Button>
        </FileTrigger>
      </div>
    </>
  );
}

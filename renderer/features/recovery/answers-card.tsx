import { CircleCheck, Clock, FileDown, FileUp, RefreshCw } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Chip } from '../../ui/chip.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { FilePicker } from '../../ui/file-picker.tsx';
import { WordList } from '../../ui/word-list.tsx';

/** The request under way: its words, who has answered, and both ways to carry it. */
export function AnswersCard(): ReactNode {
  const text = useText();
  const { recovery, busy, exchange, saveRequest, addAnswer } = useFeature(
    'recovery',
    (state) => state,
  );
  const ceremony = recovery?.ceremony ?? null;
  if (ceremony === null) return null;
  const { words, holders, needed, sentAt } = ceremony;
  return (
    <>
      <Card title={text('recover.words')}>
        <p>
          <Text id="recover.words-text" values={{ needed }} />
        </p>
        <WordList words={words} label={text('recover.words')} />
      </Card>
      <Card title={text('recover.holders')}>
        <ul className="rows">
          {holders.map(({ holder, hasAnswered }) => (
            <li key={holder} className="row">
              <span className="row-main">
                <span className="row-title">
                  <bdi>{holder}</bdi>
                </span>
              </span>
              <Chip
                tone={hasAnswered ? 'success' : 'neutral'}
                icon={hasAnswered ? CircleCheck : Clock}
              >
                <Text id={hasAnswered ? 'recover.answered' : 'recover.waiting'} />
              </Chip>
            </li>
          ))}
        </ul>
        <p className="muted">
          <Text id={sentAt === null ? 'recover.not-sent' : 'recover.sent'} />
        </p>
        <div className="actions">
          <Button
            variant="primary"
            icon={RefreshCw}
            isPending={busy === 'exchanging'}
            onPress={() => void exchange()}
          >
            <Text id={sentAt === null ? 'recover.send' : 'recover.fetch'} />
          </Button>
        </div>
        <h3 className="card-subtitle">
          <Text id="recover.offline" />
        </h3>
        <p>
          <Text id="recover.offline-text" />
        </p>
        <div className="actions">
          <Button icon={FileDown} isPending={busy === 'saving'} onPress={() => void saveRequest()}>
            <Text id="recover.save-request" />
          </Button>
          <FilePicker
            icon={FileUp}
            endings={['.fsrecovery']}
            isPending={busy === 'reading'}
            onPick={(bytes) => void addAnswer(bytes)}
          >
            <Text id="recover.open-answer" />
          </FilePicker>
        </div>
      </Card>
      <GiveUp />
    </>
  );
}

function GiveUp(): ReactNode {
  const text = useText();
  const [isAsking, setIsAsking] = useState(false);
  const giveUp = useFeature('recovery', (state) => state.giveUp);
  const busy = useFeature('recovery', (state) => state.busy);
  return (
    <div className="actions actions-foot">
      <Button variant="quiet" onPress={() => setIsAsking(true)}>
        <Text id="recover.give-up" />
      </Button>
      <ConfirmDialog
        title={text('recover.give-up-title')}
        isOpen={isAsking}
        confirmLabel={text('recover.give-up')}
        cancelLabel={text('recover.keep')}
        isDangerous
        isPending={busy !== null}
        onConfirm={() => void giveUp().then(() => setIsAsking(false))}
        onCancel={() => setIsAsking(false)}
      >
        <p>
          <Text id="recover.give-up-text" />
        </p>
      </ConfirmDialog>
    </div>
  );
}

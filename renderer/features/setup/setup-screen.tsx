import { ArrowLeft } from 'lucide-react';
import { useEffect, type ReactNode } from 'react';
import type { MessageId } from '../../app/i18n/messages.ts';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { PublicPage } from '../../ui/public-page.tsx';
import { Screen } from '../../ui/screen.tsx';
import { CodeStep } from './code-step.tsx';
import { DoneStep } from './done-step.tsx';
import { FileStep } from './file-step.tsx';
import { FactorStep } from './factor-step.tsx';
import { PassphraseStep } from './passphrase-step.tsx';
import type { SetupStep } from './store.ts';
import { WaitingStep } from './waiting-step.tsx';
import { WordsStep } from './words-step.tsx';

const ORDER: readonly SetupStep[] = ['code', 'passphrase', 'factor', 'waiting', 'words', 'done'];

const TITLES: Readonly<Record<SetupStep, MessageId>> = {
  code: 'setup.code.title',
  file: 'setup.file.title',
  passphrase: 'setup.passphrase.title',
  factor: 'setup.factor.title',
  waiting: 'setup.waiting.title',
  words: 'setup.words.title',
  done: 'setup.done.title',
};

/** Set-up of a person on this laptop, step by step. */
export function SetupScreen({ canLeave }: { readonly canLeave: boolean }): ReactNode {
  const text = useText();
  const step = useFeature('setup', (state) => state.step);
  const isPassphraseOnly = useFeature('setup', (state) => state.tier === 'passphrase-only');
  const failure = useFeature('setup', (state) => state.failure);
  const clear = useFeature('setup', (state) => state.clear);
  const resume = useFeature('setup', (state) => state.resumeWaiting);
  const isAwaiting = useFeature(
    'session',
    (state) => state.vault?.session?.status === 'awaiting-approval',
  );
  useEffect(() => {
    if (isAwaiting) void resume();
  }, [isAwaiting, resume]);
  return (
    <PublicPage>
      <Screen
        name={`setup-${step}`}
        title={text(
          step === 'factor' && isPassphraseOnly ? 'setup.factor.title-passphrase' : TITLES[step],
        )}
        lead={<Text id="setup.progress" values={{ step: placeOf(step), total: ORDER.length }} />}
        aside={
          canLeave && step === 'code' ? (
            <Button variant="quiet" icon={ArrowLeft} onPress={clear}>
              <Text id="common.back" />
            </Button>
          ) : undefined
        }
      >
        <ErrorBanner error={failure} />
        <Step step={step} />
      </Screen>
    </PublicPage>
  );
}

/** Without a network the first step is another. */
function placeOf(step: SetupStep): number {
  return ORDER.indexOf(step === 'file' ? 'code' : step) + 1;
}

function Step({ step }: { readonly step: SetupStep }): ReactNode {
  switch (step) {
    case 'code':
      return <CodeStep />;
    case 'file':
      return <FileStep />;
    case 'passphrase':
      return <PassphraseStep />;
    case 'factor':
      return <FactorStep />;
    case 'waiting':
      return <WaitingStep />;
    case 'words':
      return <WordsStep />;
    case 'done':
      return <DoneStep />;
  }
}

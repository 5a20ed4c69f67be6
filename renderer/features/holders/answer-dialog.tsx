import { FileKey } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import type { RecoveryRequestItem } from '../../vault/recovery-api.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { FilePicker } from '../../ui/file-picker.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { WordList } from '../../ui/word-list.tsx';

/** A holder at an administrator's client: compare the words by phone, then lend one's key. */
export function AnswerDialog(): ReactNode {
  const request = useFeature('holders', (state) => state.answering);
  if (request === null) return null;
  return <OpenDialog key={request.requestHash} request={request} />;
}

function OpenDialog({ request }: { readonly request: RecoveryRequestItem }): ReactNode {
  const text = useText();
  const { isBusy, dialogFailure, startAnswer, answer } = useFeature('holders', (state) => state);
  const show = useFeature('notices', (state) => state.show);
  const [keyFile, setKeyFile] = useState<Uint8Array<ArrayBuffer> | null>(null);
  const [keyName, setKeyName] = useState('');
  const [code, setCode] = useState('');
  async function submit(): Promise<void> {
    if (keyFile === null || code === '') return;
    if (await answer(keyFile, code)) show('holders.sent');
  }
  return (
    <Dialog
      title={text('holders.answer-title')}
      isOpen
      isWide
      onClose={() => startAnswer(null)}
      actions={
        <>
          <Button onPress={() => startAnswer(null)}>
            <Text id="common.cancel" />
          </Button>
          <Button
            variant="primary"
            isPending={isBusy}
            isDisabled={keyFile === null || code === ''}
            onPress={() => void submit()}
          >
            <Text id="holders.answer-confirm" />
          </Button>
        </>
      }
    >
      <Banner tone="warning">
        <Text
          id="holders.call"
          values={{ name: <bdi>{request.operatorName ?? request.operatorId}</bdi> }}
        />
      </Banner>
      <WordList words={request.words} label={text('holders.request-words')} />
      <ErrorBanner error={dialogFailure} />
      <div className="inline-list">
        <FilePicker
          icon={FileKey}
          endings={['.fsrecovery-key']}
          onPick={(bytes, name) => {
            setKeyFile(bytes);
            setKeyName(name);
          }}
        >
          <Text id="holders.choose-key" />
        </FilePicker>
        <bdi dir="ltr">{keyName}</bdi>
      </div>
      <TextField
        label={text('holders.code')}
        hint={text('holders.code-hint')}
        value={code}
        onChange={setCode}
        isMultiline
        direction="ltr"
      />
    </Dialog>
  );
}

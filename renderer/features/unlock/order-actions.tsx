import { FileInput, RefreshCw, Save } from 'lucide-react';
import type { ReactNode } from 'react';
import { FileTrigger } from 'react-aria-components';
import { Text } from '../../app/i18n/text.tsx';
import { useFeature, useServices } from '../../app/services.ts';
import { Button } from '../../ui/button.tsx';

/** Loads an order from a file, for a laptop without a network. */
export function OrderFileButton({ isQuiet }: { readonly isQuiet: boolean }): ReactNode {
  const { stores } = useServices();
  const { isBusy, loadFile } = useFeature('laptopOrder', (state) => state);
  const show = useFeature('notices', (state) => state.show);
  async function load(file: Blob): Promise<void> {
    const isDone = await loadFile(file);
    await stores.session.getState().refresh();
    if (isDone) show('standing.carried-out');
  }
  return (
    <FileTrigger
      acceptedFileTypes={['.fsorder']}
      onSelect={(files) => {
        const file = files?.[0];
        if (file !== undefined) void load(file);
      }}
    >
      <Button icon={FileInput} isDisabled={isBusy} variant={isQuiet ? 'quiet' : 'secondary'}>
        <Text id="standing.load-file" />
      </Button>
    </FileTrigger>
  );
}

/** Asks the server again. */
export function CheckButton(): ReactNode {
  const { stores } = useServices();
  const { isBusy, check } = useFeature('laptopOrder', (state) => state);
  async function again(): Promise<void> {
    await check();
    await stores.session.getState().refresh();
  }
  return (
    <Button variant="primary" icon={RefreshCw} isPending={isBusy} onPress={() => void again()}>
      <Text id="standing.check" />
    </Button>
  );
}

/** Saves the laptop's answer as a file. */
export function AnswerButton(): ReactNode {
  const { isBusy, saveAnswer } = useFeature('laptopOrder', (state) => state);
  return (
    <Button icon={Save} isDisabled={isBusy} onPress={() => void saveAnswer()}>
      <Text id="standing.save-answer" />
    </Button>
  );
}

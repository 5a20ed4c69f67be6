import { FileInput, Save } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Text, useText } from '../../app/i18n/text.tsx';
import { lockApp } from '../../app/lock.ts';
import { useFeature, useServices } from '../../app/services.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { FilePicker } from '../../ui/file-picker.tsx';

/** Waiting without a network: the request to be carried away, and the answer that comes back. */
export function FileWaiting(): ReactNode {
  const services = useServices();
  const text = useText();
  const { isBusy, isRequestSaved, saveRequest, openAnswer, giveUp } = useFeature(
    'setup',
    (state) => state,
  );
  const [isAsking, setIsAsking] = useState(false);
  async function confirm(): Promise<void> {
    const isDone = await giveUp();
    setIsAsking(false);
    if (isDone) await lockApp(services);
  }
  return (
    <>
      <Banner tone={isRequestSaved ? 'success' : 'info'}>
        <Text id={isRequestSaved ? 'setup.file.saved' : 'setup.file.not-saved'} />
      </Banner>
      <div className="actions">
        <Button
          variant={isRequestSaved ? 'secondary' : 'primary'}
          icon={Save}
          isPending={isBusy}
          onPress={() => void saveRequest()}
        >
          <Text id={isRequestSaved ? 'setup.file.save-again' : 'setup.file.save'} />
        </Button>
        <FilePicker
          icon={FileInput}
          endings={['.fsgrant']}
          isPending={isBusy}
          onPick={(bytes) => void openAnswer(bytes)}
        >
          <Text id="setup.file.open" />
        </FilePicker>
        <Button variant="quiet" onPress={() => void lockApp(services)}>
          <Text id="setup.waiting.later" />
        </Button>
        <Button variant="quiet" onPress={() => setIsAsking(true)}>
          <Text id="setup.file.give-up" />
        </Button>
      </div>
      <ConfirmDialog
        title={text('setup.file.give-up-title')}
        isOpen={isAsking}
        confirmLabel={text('setup.file.give-up-confirm')}
        cancelLabel={text('common.cancel')}
        isDangerous
        isPending={isBusy}
        onCancel={() => setIsAsking(false)}
        onConfirm={() => void confirm()}
      >
        <p>
          <Text id="setup.file.give-up-text" />
        </p>
      </ConfirmDialog>
    </>
  );
}

import { useState, type ReactNode } from 'react';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';

const REASON_LENGTH = 500;

/** A record goes back only with a reason that the enumerator can act on. */
export function ReturnDialog(props: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}): ReactNode {
  const text = useText();
  const decide = useFeature('review', (state) => state.decide);
  const isDeciding = useFeature('review', (state) => state.isDeciding);
  const show = useFeature('notices', (state) => state.show);
  const [reason, setReason] = useState('');
  const [wasSubmitted, setWasSubmitted] = useState(false);
  const isMissing = reason.trim() === '';
  const close = (): void => {
    setReason('');
    setWasSubmitted(false);
    props.onClose();
  };
  async function submit(): Promise<void> {
    setWasSubmitted(true);
    if (isMissing) return;
    const isDone = await decide({ verdict: 'returned', reason: reason.trim() });
    close();
    if (isDone) show('review.returned');
  }
  return (
    <Dialog
      title={text('review.return.title')}
      isOpen={props.isOpen}
      onClose={close}
      actions={
        <>
          <Button onPress={close}>
            <Text id="common.cancel" />
          </Button>
          <Button variant="primary" isPending={isDeciding} onPress={() => void submit()}>
            <Text id="review.return.send" />
          </Button>
        </>
      }
    >
      <TextField
        label={text('review.return.reason')}
        hint={text('review.return.hint')}
        value={reason}
        onChange={setReason}
        isMultiline
        isRequired
        maxLength={REASON_LENGTH}
        problem={wasSubmitted && isMissing ? text('error.review.reason-required') : undefined}
      />
    </Dialog>
  );
}

import type { ReactNode } from 'react';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { ConfirmDialog } from '../../ui/dialog.tsx';

/** Asks before an enrolment is erased. */
export function DiscardDialog(props: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}): ReactNode {
  const text = useText();
  const discard = useFeature('enrol', (state) => state.discard);
  const isBusy = useFeature('enrol', (state) => state.isBusy);
  const replace = useFeature('router', (state) => state.replace);
  const show = useFeature('notices', (state) => state.show);
  return (
    <ConfirmDialog
      title={text('home.draft.discard-title')}
      isOpen={props.isOpen}
      confirmLabel={text('home.draft.discard-confirm')}
      cancelLabel={text('home.draft.keep')}
      isDangerous
      isPending={isBusy}
      onCancel={props.onClose}
      onConfirm={() => {
        void discard().then(() => {
          props.onClose();
          replace({ screen: 'home' });
          show('enrol.discarded');
        });
      }}
    >
      <p>
        <Text id="home.draft.discard-text" />
      </p>
    </ConfirmDialog>
  );
}

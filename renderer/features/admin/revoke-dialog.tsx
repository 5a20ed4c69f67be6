import type { ReactNode } from 'react';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { ConfirmDialog } from '../../ui/dialog.tsx';

interface RevokeDialogProps {
  /** Of the laptop that is to be revoked; null while nobody is asked. */
  readonly deviceCode: string | null;
  readonly isPending: boolean;
  /** Answers true when it is done. */
  readonly revoke: () => Promise<boolean>;
  readonly onClose: () => void;
}

/** Asks once more before a laptop is revoked, and says so afterwards. */
export function RevokeDialog({
  deviceCode,
  isPending,
  revoke,
  onClose,
}: RevokeDialogProps): ReactNode {
  const text = useText();
  const show = useFeature('notices', (state) => state.show);
  async function confirm(): Promise<void> {
    const isDone = await revoke();
    onClose();
    if (isDone) show('admin.revoked');
  }
  return (
    <ConfirmDialog
      title={text('admin.revoke-title', { code: deviceCode ?? '' })}
      isOpen={deviceCode !== null}
      confirmLabel={text('admin.revoke-confirm')}
      cancelLabel={text('common.cancel')}
      isDangerous
      isPending={isPending}
      onCancel={onClose}
      onConfirm={() => void confirm()}
    >
      <p>
        <Text id="admin.revoke-text" />
      </p>
    </ConfirmDialog>
  );
}

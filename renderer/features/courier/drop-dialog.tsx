import type { ReactNode } from 'react';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import type { CarriedBatch } from '../../vault/courier-api.ts';
import { ConfirmDialog } from '../../ui/dialog.tsx';

/** Says what is lost with a carried batch before it is deleted. */
export function DropDialog(props: {
  readonly batch: CarriedBatch | null;
  readonly onClose: () => void;
}): ReactNode {
  const text = useText();
  const drop = useFeature('courier', (state) => state.drop);
  const { batch, onClose } = props;
  return (
    <ConfirmDialog
      title={text('courier.drop.title')}
      isOpen={batch !== null}
      confirmLabel={text('courier.carried.drop')}
      cancelLabel={text('courier.drop.keep')}
      isDangerous
      onCancel={onClose}
      onConfirm={() => {
        if (batch !== null) void drop([batch.batchHash]);
        onClose();
      }}
    >
      <p>
        {batch === null ? null : isPhotosOnly(batch) ? (
          <Text id="courier.drop.waiting-photos" values={{ count: batch.photos }} />
        ) : (
          <Text id={`courier.drop.${batch.state}`} values={{ count: batch.records }} />
        )}
      </p>
    </ConfirmDialog>
  );
}

function isPhotosOnly({ state, records, photos }: CarriedBatch): boolean {
  return state === 'waiting' && records === 0 && photos > 0;
}

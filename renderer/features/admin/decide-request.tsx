import { Check, X } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Text, useText } from '../../app/i18n/text.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';

export type Decision = 'approve' | 'reject';

interface DecideRequestProps {
  /** False as long as something is missing that an approval needs. */
  readonly canApprove: boolean;
  readonly isBusy: boolean;
  /** What the decision brings about, in words. */
  readonly consequence: Readonly<Record<Decision, ReactNode>>;
  readonly onDecide: (decision: Decision) => Promise<void>;
}

/** Letting a laptop in or not, each asked for once more. */
export function DecideRequest(props: DecideRequestProps): ReactNode {
  const text = useText();
  const [asked, setAsked] = useState<Decision | null>(null);
  const decision = asked ?? 'approve';
  async function confirm(): Promise<void> {
    await props.onDecide(decision);
    setAsked(null);
  }
  return (
    <>
      <div className="actions">
        <Button
          variant="primary"
          icon={Check}
          isDisabled={!props.canApprove}
          onPress={() => setAsked('approve')}
        >
          <Text id="admin.approve" />
        </Button>
        <Button icon={X} onPress={() => setAsked('reject')}>
          <Text id="admin.reject" />
        </Button>
      </div>
      <ConfirmDialog
        title={text(`admin.${decision}-title`)}
        isOpen={asked !== null}
        confirmLabel={text(`admin.${decision}-confirm`)}
        cancelLabel={text('common.cancel')}
        isDangerous={decision === 'reject'}
        isPending={props.isBusy}
        onCancel={() => setAsked(null)}
        onConfirm={() => void confirm()}
      >
        {props.consequence[decision]}
      </ConfirmDialog>
    </>
  );
}

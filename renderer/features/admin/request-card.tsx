import { Check, X } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Text, useText, UserText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import type { ApprovalItem } from '../../vault/vault-api.ts';
import { MomentText } from '../../ui/day-text.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { WordList } from '../../ui/word-list.tsx';
import { AssignmentList } from '../permissions/assignment-list.tsx';

/** A laptop that asks to be let in: compare the words, then decide. */
export function RequestCard({ request }: { readonly request: ApprovalItem }): ReactNode {
  const text = useText();
  const approve = useFeature('admin', (state) => state.approve);
  const reject = useFeature('admin', (state) => state.reject);
  const isBusy = useFeature('admin', (state) => state.busyId === request.requestHash);
  const show = useFeature('notices', (state) => state.show);
  const [asked, setAsked] = useState<'approve' | 'reject' | null>(null);
  async function confirm(): Promise<void> {
    const isApproval = asked === 'approve';
    const isDone = await (isApproval ? approve : reject)(request.requestHash);
    setAsked(null);
    if (isDone) show(isApproval ? 'admin.approved' : 'admin.rejected');
  }
  return (
    <article className="request">
      <h3 className="request-name">
        <UserText>{request.operatorName}</UserText>
      </h3>
      <p className="muted">
        <MomentText value={request.receivedAt} />
      </p>
      <AssignmentList assignments={request.assignments} />
      <p>
        <Text id="admin.compare" />
      </p>
      <WordList words={request.words} label={text('admin.words')} />
      <div className="actions">
        <Button variant="primary" icon={Check} onPress={() => setAsked('approve')}>
          <Text id="admin.approve" />
        </Button>
        <Button icon={X} onPress={() => setAsked('reject')}>
          <Text id="admin.reject" />
        </Button>
      </div>
      <ConfirmDialog
        title={text(asked === 'reject' ? 'admin.reject-title' : 'admin.approve-title')}
        isOpen={asked !== null}
        confirmLabel={text(asked === 'reject' ? 'admin.reject-confirm' : 'admin.approve-confirm')}
        cancelLabel={text('common.cancel')}
        isDangerous={asked === 'reject'}
        isPending={isBusy}
        onCancel={() => setAsked(null)}
        onConfirm={() => void confirm()}
      >
        <p>
          <Text
            id={asked === 'reject' ? 'admin.reject-text' : 'admin.approve-text'}
            values={{ name: <bdi>{request.operatorName}</bdi> }}
          />
        </p>
      </ConfirmDialog>
    </article>
  );
}

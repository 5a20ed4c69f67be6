import type { ReactNode } from 'react';
import { Text, useText, UserText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import type { ApprovalItem } from '../../vault/vault-api.ts';
import { MomentText } from '../../ui/day-text.tsx';
import { WordList } from '../../ui/word-list.tsx';
import { AssignmentList } from '../permissions/assignment-list.tsx';
import { DecideRequest, type Decision } from './decide-request.tsx';

/** A laptop that asks to be let in: compare the words, then decide. */
export function RequestCard({ request }: { readonly request: ApprovalItem }): ReactNode {
  const text = useText();
  const approve = useFeature('admin', (state) => state.approve);
  const reject = useFeature('admin', (state) => state.reject);
  const isBusy = useFeature('admin', (state) => state.busyId === request.requestHash);
  const show = useFeature('notices', (state) => state.show);
  const name = <bdi>{request.operatorName}</bdi>;
  async function decide(decision: Decision): Promise<void> {
    const isApproval = decision === 'approve';
    const isDone = await (isApproval ? approve : reject)(request.requestHash);
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
      <DecideRequest
        canApprove
        isBusy={isBusy}
        consequence={{
          approve: (
            <p>
              <Text id="admin.approve-text" values={{ name }} />
            </p>
          ),
          reject: (
            <p>
              <Text id="admin.reject-text" values={{ name }} />
            </p>
          ),
        }}
        onDecide={decide}
      />
    </article>
  );
}

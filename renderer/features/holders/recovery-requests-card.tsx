import { FileUp } from 'lucide-react';
import type { ReactNode } from 'react';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import type { RecoveryRequestItem } from '../../vault/recovery-api.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Chip } from '../../ui/chip.tsx';
import { MomentText } from '../../ui/day-text.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { FilePicker } from '../../ui/file-picker.tsx';
import { EmptyState, Skeleton } from '../../ui/waiting.tsx';
import { AnswerDialog } from './answer-dialog.tsx';

/** Laptops whose people can't get in and ask the holders. */
export function RecoveryRequestsCard(): ReactNode {
  const text = useText();
  const { requests, failure, load, openFile } = useFeature('holders', (state) => state);
  return (
    <Card title={text('holders.requests')}>
      <ErrorBanner error={failure} onRetry={() => void load()} />
      {requests === null ? (
        failure === null ? (
          <Skeleton rows={2} />
        ) : null
      ) : requests.length === 0 ? (
        <EmptyState title={text('holders.no-requests')}>
          <Text id="holders.no-requests-text" />
        </EmptyState>
      ) : (
        <ul className="rows">
          {requests.map((request) => (
            <li key={request.requestHash}>
              <RequestRow request={request} />
            </li>
          ))}
        </ul>
      )}
      <div className="actions">
        <FilePicker
          icon={FileUp}
          endings={['.fsrecovery']}
          onPick={(bytes) => void openFile(bytes)}
        >
          <Text id="holders.open-request" />
        </FilePicker>
      </div>
      <AnswerDialog />
    </Card>
  );
}

function RequestRow({ request }: { readonly request: RecoveryRequestItem }): ReactNode {
  const start = useFeature('holders', (state) => state.startAnswer);
  const answered = request.holders.filter(({ hasAnswered }) => hasAnswered).length;
  return (
    <div className="row">
      <span className="row-main">
        <span className="row-title">
          <bdi>{request.operatorName ?? request.operatorId}</bdi>
        </span>
        <span className="row-detail">
          <span>
            <Text
              id="holders.laptop"
              values={{ code: <bdi className="code">{request.deviceCode ?? ''}</bdi> }}
            />
          </span>
          <MomentText value={request.createdAt} />
        </span>
      </span>
      <Chip tone={answered >= request.needed ? 'success' : 'info'}>
        <Text id="holders.answered" values={{ answered, needed: request.needed }} />
      </Chip>
      <span className="row-actions">
        <Button onPress={() => start(request)}>
          <Text id="holders.answer" />
        </Button>
      </span>
    </div>
  );
}

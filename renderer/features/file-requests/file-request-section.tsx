import { FileInput } from 'lucide-react';
import type { ReactNode } from 'react';
import { Text } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { FilePicker } from '../../ui/file-picker.tsx';
import { AnswerSaved } from './answer-saved.tsx';
import { OpenedRequest } from './opened-request.tsx';

/** Laptops without a network: opening the request that somebody brought, deciding on it, and the file to take back. */
export function FileRequestSection(): ReactNode {
  const { request, answer, isBusy, failure, open } = useFeature('fileRequests', (state) => state);
  const isAnswered = answer !== null || (request !== null && request.grantedTo !== null);
  return (
    <>
      <ErrorBanner error={failure} />
      {request === null ? null : isAnswered ? (
        <AnswerSaved request={request} />
      ) : (
        <OpenedRequest key={request.requestHash} request={request} />
      )}
      <p className="prose">
        <Text id="admin.file.text" />
      </p>
      <div className="actions">
        <FilePicker
          icon={FileInput}
          endings={['.fsrequest']}
          isPending={isBusy}
          onPick={(bytes) => void open(bytes)}
        >
          <Text id="admin.file.open" />
        </FilePicker>
      </div>
    </>
  );
}

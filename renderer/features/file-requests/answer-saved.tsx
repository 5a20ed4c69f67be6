import { Save } from 'lucide-react';
import type { ReactNode } from 'react';
import { Text } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import type { FileRequest } from '../../vault/file-request-api.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';

/** The request is approved: its answer has to get onto the stick, now or once more. */
export function AnswerSaved({ request }: { readonly request: FileRequest }): ReactNode {
  const { personId, isSaved, isBusy, save, close } = useFeature('fileRequests', (state) => state);
  const chosen = request.people.find(({ operatorId }) => operatorId === personId);
  const name = request.grantedTo ?? chosen?.operatorName ?? '';
  return (
    <Banner
      tone="success"
      action={
        <>
          <Button
            variant={isSaved ? 'secondary' : 'primary'}
            icon={Save}
            isPending={isBusy}
            onPress={() => void save()}
          >
            <Text id={isSaved ? 'admin.file.save-again' : 'admin.file.save'} />
          </Button>
          <Button variant="quiet" onPress={close}>
            <Text id="common.close" />
          </Button>
        </>
      }
    >
      <p>
        <Text
          id={request.grantedTo === null ? 'admin.file.approved' : 'admin.file.approved-before'}
          values={{ name: <bdi>{name}</bdi> }}
        />
      </p>
      {isSaved ? (
        <p>
          <Text id="admin.file.saved" />
        </p>
      ) : request.grantedTo === null ? (
        <p>
          <Text id="admin.file.not-saved" />
        </p>
      ) : null}
    </Banner>
  );
}

import { Check, X } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import type { FileRequest } from '../../vault/file-request-api.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { MomentText } from '../../ui/day-text.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { WordList } from '../../ui/word-list.tsx';
import { AssignmentList } from '../permissions/assignment-list.tsx';

/** A request from a file: whose laptop is it, are the words the same, yes or no? */
export function OpenedRequest({ request }: { readonly request: FileRequest }): ReactNode {
  const text = useText();
  const { personId, choose } = useFeature('fileRequests', (state) => state);
  const person = request.people.find(({ operatorId }) => operatorId === personId);
  return (
    <article className="request">
      <h3 className="request-name">
        <Text id="admin.file.title" />
      </h3>
      <p className="muted">
        <Text id="admin.file.made-at" values={{ time: <MomentText value={request.madeAt} /> }} />
      </p>
      <p>
        <Text id="admin.compare" />
      </p>
      <WordList words={request.words} label={text('admin.words')} />
      {request.people.length === 0 ? (
        <Banner tone="warning" title={text('admin.file.nobody')}>
          <Text id="admin.file.nobody-text" />
        </Banner>
      ) : (
        <SelectField
          label={text('admin.file.person')}
          placeholder={text('admin.file.person-none')}
          hint={text('admin.file.person-hint')}
          options={request.people.map(({ operatorId, operatorName }) => ({
            id: operatorId,
            label: operatorName,
          }))}
          value={personId}
          onChange={choose}
        />
      )}
      {person === undefined ? null : <AssignmentList assignments={person.assignments} />}
      <Decision name={person?.operatorName ?? null} />
    </article>
  );
}

/** Both answers, each asked for once more. `name` is null before somebody was chosen. */
function Decision({ name }: { readonly name: string | null }): ReactNode {
  const text = useText();
  const { isBusy, approve, reject } = useFeature('fileRequests', (state) => state);
  const reload = useFeature('admin', (state) => state.load);
  const show = useFeature('notices', (state) => state.show);
  const [asked, setAsked] = useState<'approve' | 'reject' | null>(null);
  async function confirm(): Promise<void> {
    if (asked === 'reject') {
      if (await reject()) show('admin.file.rejected');
    } else if (await approve()) await reload();
    setAsked(null);
  }
  return (
    <>
      <div className="actions">
        <Button
          variant="primary"
          icon={Check}
          isDisabled={name === null}
          onPress={() => setAsked('approve')}
        >
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
        {asked === 'reject' ? (
          <p>
            <Text id="admin.file.reject-text" />
          </p>
        ) : (
          <>
            <p>
              <Text id="admin.approve-text" values={{ name: <bdi>{name ?? ''}</bdi> }} />
            </p>
            <p>
              <Text id="admin.file.approve-text" />
            </p>
          </>
        )}
      </ConfirmDialog>
    </>
  );
}

import type { ReactNode } from 'react';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import type { FileRequest } from '../../vault/file-request-api.ts';
import { Banner } from '../../ui/banner.tsx';
import { MomentText } from '../../ui/day-text.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { WordList } from '../../ui/word-list.tsx';
import { DecideRequest, type Decision } from '../admin/decide-request.tsx';
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
      <FileDecision name={person?.operatorName ?? null} />
    </article>
  );
}

/** `name` is null before somebody was chosen. */
function FileDecision({ name }: { readonly name: string | null }): ReactNode {
  const { isBusy, approve, reject } = useFeature('fileRequests', (state) => state);
  const reload = useFeature('admin', (state) => state.load);
  const show = useFeature('notices', (state) => state.show);
  async function decide(decision: Decision): Promise<void> {
    if (decision === 'reject') {
      if (await reject()) show('admin.file.rejected');
    } else if (await approve()) await reload();
  }
  return (
    <DecideRequest
      canApprove={name !== null}
      isBusy={isBusy}
      consequence={{
        approve: (
          <>
            <p>
              <Text id="admin.approve-text" values={{ name: <bdi>{name ?? ''}</bdi> }} />
            </p>
            <p>
              <Text id="admin.file.approve-text" />
            </p>
          </>
        ),
        reject: (
          <p>
            <Text id="admin.file.reject-text" />
          </p>
        ),
      }}
      onDecide={decide}
    />
  );
}

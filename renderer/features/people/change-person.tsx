import { useState, type ReactNode } from 'react';
import { Form } from 'react-aria-components';
import { lasting } from '../../../shared/access/change-assignments.ts';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { useJudgedAt } from '../../app/use-may.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { Screen } from '../../ui/screen.tsx';
import type { Person } from '../../vault/people-api.ts';
import { AssignmentEditor } from './assignment-editor.tsx';
import {
  assignmentsOfDrafts,
  EMPTY_ASSIGNMENT,
  problemOf,
  type AssignmentDraft,
} from './assignment-model.ts';
import { WhatChanges } from './what-changes.tsx';

/** What somebody shall be from now on. What is over already cannot be changed and is not shown. */
export function ChangePerson({ person }: { readonly person: Person }): ReactNode {
  const text = useText();
  const now = useJudgedAt();
  const { isBusy, failure, change, go } = useFeature('people', (state) => state);
  const show = useFeature('notices', (state) => state.show);
  const { operatorId } = person;
  const [drafts, setDrafts] = useState<readonly AssignmentDraft[]>(() => {
    const current = lasting(person.assignments, now);
    return current.length === 0 ? [EMPTY_ASSIGNMENT] : current;
  });
  const [wasSubmitted, setWasSubmitted] = useState(false);
  const [isAsking, setIsAsking] = useState(false);
  const back = (): void => go({ kind: 'person', operatorId });
  const next = assignmentsOfDrafts(drafts);
  async function save(): Promise<void> {
    setIsAsking(false);
    if (!(await change(operatorId, next))) return;
    back();
    show('people.changed');
  }
  return (
    <Screen
      name="people-change"
      title={text('people.change.title', { name: person.name })}
      lead={<Text id="people.change.lead" />}
    >
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          setWasSubmitted(true);
          if (drafts.every((draft) => problemOf(draft, now) === null)) setIsAsking(true);
        }}
      >
        <AssignmentEditor drafts={drafts} onChange={setDrafts} isChecked={wasSubmitted} />
        <ErrorBanner error={failure} />
        <div className="actions">
          <Button type="submit" variant="primary" isPending={isBusy}>
            <Text id="people.change.save" />
          </Button>
          <Button onPress={back}>
            <Text id="common.cancel" />
          </Button>
        </div>
      </Form>
      <ConfirmDialog
        title={text('people.change.title', { name: person.name })}
        isOpen={isAsking}
        confirmLabel={text('people.change.save')}
        cancelLabel={text('common.cancel')}
        onCancel={() => setIsAsking(false)}
        onConfirm={() => void save()}
      >
        <WhatChanges person={person} next={next} />
      </ConfirmDialog>
    </Screen>
  );
}

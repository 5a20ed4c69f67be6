import { ArrowLeft } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Form } from 'react-aria-components';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { useJudgedAt } from '../../app/use-may.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { Screen } from '../../ui/screen.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { AssignmentEditor } from './assignment-editor.tsx';
import {
  assignmentsOfDrafts,
  EMPTY_ASSIGNMENT,
  problemOf,
  type AssignmentDraft,
} from './assignment-model.ts';

const LONGEST_NAME = 200;

/** A new person: the name, and what they shall be. A one-time code comes of it. */
export function AddPerson(): ReactNode {
  const text = useText();
  const now = useJudgedAt();
  const { isBusy, failure, add, go } = useFeature('people', (state) => state);
  const [name, setName] = useState('');
  const [drafts, setDrafts] = useState<readonly AssignmentDraft[]>([EMPTY_ASSIGNMENT]);
  const [wasSubmitted, setWasSubmitted] = useState(false);
  const isComplete = name.trim() !== '' && drafts.every((draft) => problemOf(draft, now) === null);
  return (
    <Screen
      name="people-add"
      title={text('people.add')}
      lead={<Text id="people.add.lead" />}
      aside={
        <Button icon={ArrowLeft} onPress={() => go({ kind: 'list' })}>
          <Text id="people.back" />
        </Button>
      }
    >
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          setWasSubmitted(true);
          if (isComplete) void add(name.trim(), assignmentsOfDrafts(drafts));
        }}
      >
        <TextField
          label={text('people.name')}
          hint={text('people.name.hint')}
          value={name}
          onChange={setName}
          maxLength={LONGEST_NAME}
          isRequired
          problem={wasSubmitted && name.trim() === '' ? text('setup.field-required') : undefined}
        />
        <AssignmentEditor drafts={drafts} onChange={setDrafts} isChecked={wasSubmitted} />
        <ErrorBanner error={failure} />
        <div className="actions">
          <Button type="submit" variant="primary" isPending={isBusy}>
            <Text id="people.add.confirm" />
          </Button>
          <Button onPress={() => go({ kind: 'list' })}>
            <Text id="common.cancel" />
          </Button>
        </div>
      </Form>
    </Screen>
  );
}

import { useState, type ReactNode } from 'react';
import { Form } from 'react-aria-components';
import type { SlotTier } from '../../../shared/domain/programme.ts';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { Button } from '../../ui/button.tsx';
import { ChoiceField } from '../../ui/choice-field.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { TierExplanation } from '../../ui/tier-explanation.tsx';
import { Progress } from '../../ui/waiting.tsx';
import { isPassphraseGood, NewPassphrase, NOTHING_TYPED } from '../setup/new-passphrase.tsx';
import type { FactorTask } from './store.ts';

/** The dialog of the task that was begun; empty again with each task. */
export function FactorDialog(): ReactNode {
  const text = useText();
  const task = useFeature('factors', (state) => state.task);
  const cancel = useFeature('factors', (state) => state.cancel);
  return (
    <Dialog
      title={task === null ? '' : text(`factors.${task.kind}-title`)}
      isOpen={task !== null}
      onClose={cancel}
      actions={<DialogActions />}
    >
      {task === null ? null : <TaskForm key={task.kind} task={task} />}
    </Dialog>
  );
}

/** Outside the form, which the button names: the dialog keeps its actions at its foot. */
const FORM_ID = 'factor-form';

function DialogActions(): ReactNode {
  const task = useFeature('factors', (state) => state.task);
  const isBusy = useFeature('factors', (state) => state.phase !== null);
  const cancel = useFeature('factors', (state) => state.cancel);
  if (task === null) return null;
  return (
    <>
      <Button onPress={cancel} isDisabled={isBusy}>
        <Text id="common.cancel" />
      </Button>
      <Button
        type="submit"
        form={FORM_ID}
        variant={task.kind === 'remove' ? 'danger' : 'primary'}
        isPending={isBusy}
      >
        <Text id={`factors.${task.kind}-confirm`} />
      </Button>
    </>
  );
}

function TaskForm({ task }: { readonly task: FactorTask }): ReactNode {
  const text = useText();
  const operatorId = useFeature('session', (state) => state.vault?.session?.operatorId ?? '');
  const addable = useFeature('factors', (state) => state.list?.addable ?? []);
  const minimum = useFeature('factors', (state) => state.list?.passphraseMinLength ?? 0);
  const failure = useFeature('factors', (state) => state.taskFailure);
  const confirm = useFeature('factors', (state) => state.confirm);
  const [passphrase, setPassphrase] = useState('');
  const [typed, setTyped] = useState(NOTHING_TYPED);
  const [tier, setTier] = useState<SlotTier>(addable[0] ?? 'passphrase-only');
  const [name, setName] = useState('');
  const [wasSubmitted, setWasSubmitted] = useState(false);
  const isNew = task.kind === 'add' || task.kind === 'replace';
  function submit(): void {
    setWasSubmitted(true);
    if (passphrase === '') return;
    if (task.kind === 'passphrase' && !isPassphraseGood(typed, minimum)) return;
    void confirm(operatorId, { passphrase, newPassphrase: typed.first, tier, name });
  }
  return (
    <Form
      id={FORM_ID}
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <p>
        <Text id={`factors.${task.kind}-text`} />
      </p>
      <ErrorBanner error={failure} />
      <TextField
        label={text('factors.current-passphrase')}
        hint={text('factors.current-hint')}
        value={passphrase}
        onChange={setPassphrase}
        type="password"
        autoComplete="current-password"
        isRequired
        problem={wasSubmitted && passphrase === '' ? text('setup.field-required') : undefined}
      />
      {isNew && addable.length > 1 ? (
        <ChoiceField
          label={text('factors.tier')}
          choices={addable.map((value) => ({ value, label: text(`tier.${value}.name`) }))}
          value={tier}
          onChange={setTier}
        />
      ) : null}
      {isNew ? (
        <>
          <TierExplanation tier={tier} />
          <TextField
            label={text('factors.name')}
            hint={text('factors.name-hint')}
            value={name}
            onChange={setName}
            maxLength={40}
          />
        </>
      ) : null}
      {task.kind === 'passphrase' ? (
        <NewPassphrase
          typed={typed}
          onChange={setTyped}
          minimum={minimum}
          wasSubmitted={wasSubmitted}
        />
      ) : null}
      <TaskProgress />
    </Form>
  );
}

function TaskProgress(): ReactNode {
  const text = useText();
  const phase = useFeature('factors', (state) => state.phase);
  return phase === null ? null : <Progress label={text(`factors.phase.${phase}`)} />;
}

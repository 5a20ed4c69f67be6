import { ArrowLeft } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Form } from 'react-aria-components';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';

const STEPS = [
  'setup.file.step-set-up',
  'setup.file.step-carry',
  'setup.file.step-answer',
] as const;

/** Set-up without a network: how it goes, and the person's name. */
export function FileStep(): ReactNode {
  const text = useText();
  const begin = useFeature('setup', (state) => state.beginByFile);
  const leave = useFeature('setup', (state) => state.leaveFile);
  const isBusy = useFeature('setup', (state) => state.isBusy);
  const [name, setName] = useState('');
  const [wasSubmitted, setWasSubmitted] = useState(false);
  return (
    <Form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        setWasSubmitted(true);
        if (name.trim() !== '') void begin(name);
      }}
    >
      <p className="prose">
        <Text id="setup.file.text" />
      </p>
      <ol className="steps">
        {STEPS.map((id) => (
          <li key={id}>
            <Text id={id} />
          </li>
        ))}
      </ol>
      <TextField
        label={text('setup.file.name')}
        hint={text('setup.file.name-hint')}
        value={name}
        onChange={setName}
        maxLength={100}
        isRequired
        problem={wasSubmitted && name.trim() === '' ? text('setup.field-required') : undefined}
      />
      <div className="actions">
        <Button type="submit" variant="primary" size="large" isPending={isBusy}>
          <Text id="common.continue" />
        </Button>
        <Button variant="quiet" icon={ArrowLeft} onPress={leave}>
          <Text id="common.back" />
        </Button>
      </div>
    </Form>
  );
}

import { useState, type ReactNode } from 'react';
import { Form } from 'react-aria-components';
import { MOST_RECOVERY_KEYS } from '../../../shared/domain/recovery-keys.ts';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextField } from '../../ui/text-field.tsx';

const USUAL_HOLDERS = 3;
const USUAL_THRESHOLD = 2;

/** How many holders, who they are, and how many of them it takes. */
export function MakeKeysForm({ onCancel }: { readonly onCancel: () => void }): ReactNode {
  const text = useText();
  const { isBusy, dialogFailure, make } = useFeature('holders', (state) => state);
  const [names, setNames] = useState<readonly string[]>(() =>
    Array<string>(USUAL_HOLDERS).fill(''),
  );
  const [threshold, setThreshold] = useState(USUAL_THRESHOLD);
  const [wasSubmitted, setWasSubmitted] = useState(false);
  const isComplete = names.every((name) => name.trim() !== '');
  function resize(count: number): void {
    setNames(Array.from({ length: count }, (_, index) => names[index] ?? ''));
    setThreshold(Math.min(threshold, count));
  }
  return (
    <Form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        setWasSubmitted(true);
        if (isComplete) void make(threshold, names);
      }}
    >
      <ErrorBanner error={dialogFailure} />
      <div className="field-pair">
        <SelectField
          label={text('holders.count')}
          placeholder=""
          options={numbers(MOST_RECOVERY_KEYS)}
          value={String(names.length)}
          onChange={(id) => resize(Number(id))}
        />
        <SelectField
          label={text('holders.needed')}
          placeholder=""
          options={numbers(names.length)}
          value={String(threshold)}
          onChange={(id) => setThreshold(Number(id))}
        />
      </div>
      {threshold === 1 ? (
        <Banner tone="warning" title={text('holders.one')}>
          <Text id="holders.one-text" />
        </Banner>
      ) : null}
      {names.map((name, index) => (
        <TextField
          // A holder is a place in the list until there is a key.
          key={index}
          label={text('holders.holder', { number: index + 1 })}
          value={name}
          onChange={(next) => setNames(names.with(index, next))}
          maxLength={80}
          isRequired
          problem={wasSubmitted && name.trim() === '' ? text('setup.field-required') : undefined}
        />
      ))}
      <div className="actions">
        <Button type="submit" variant="primary" isPending={isBusy}>
          <Text id="holders.make-confirm" />
        </Button>
        <Button onPress={onCancel}>
          <Text id="common.cancel" />
        </Button>
      </div>
    </Form>
  );
}

function numbers(count: number): readonly { readonly id: string; readonly label: string }[] {
  return Array.from({ length: count }, (_, index) => String(index + 1)).map((id) => ({
    id,
    label: id,
  }));
}

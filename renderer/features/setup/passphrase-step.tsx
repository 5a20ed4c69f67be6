import { useState, type ReactNode } from 'react';
import { Form } from 'react-aria-components';
import { Text, useText, UserText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { passphraseStrength } from './passphrase-strength.ts';
import { StrengthMeter } from './strength-meter.tsx';

/** Who the code is for, and the passphrase, twice. */
export function PassphraseStep(): ReactNode {
  const text = useText();
  const person = useFeature('setup', (state) => state.person);
  const choose = useFeature('setup', (state) => state.choosePassphrase);
  const [passphrase, setPassphrase] = useState('');
  const [repeated, setRepeated] = useState('');
  const [wasSubmitted, setWasSubmitted] = useState(false);
  if (person === null) return null;
  const minimum = person.passphraseMinLength;
  const length = [...passphrase].length;
  const strength = passphraseStrength(passphrase, minimum);
  const isTooShort = strength === 'too-short';
  const differs = passphrase !== repeated;
  return (
    <Form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        setWasSubmitted(true);
        if (!isTooShort && !differs) choose(passphrase);
      }}
    >
      <Card tone="accent">
        <p className="person-name">
          <UserText>{person.name}</UserText>
        </p>
        <p>
          <Text id={`role.${person.role}`} />
        </p>
      </Card>
      <p className="prose">
        <Text id="setup.passphrase.text" />
      </p>
      <TextField
        label={text('setup.passphrase.first')}
        hint={text('setup.passphrase.minimum', { minimum })}
        value={passphrase}
        onChange={setPassphrase}
        type="password"
        autoComplete="new-password"
        isRequired
        problem={
          wasSubmitted && isTooShort
            ? text('setup.passphrase.too-short', { minimum, length })
            : undefined
        }
      />
      <StrengthMeter strength={passphrase === '' ? null : strength} />
      <TextField
        label={text('setup.passphrase.second')}
        value={repeated}
        onChange={setRepeated}
        type="password"
        autoComplete="new-password"
        isRequired
        problem={wasSubmitted && differs ? text('setup.passphrase.differs') : undefined}
      />
      <div className="actions">
        <Button type="submit" variant="primary" size="large">
          <Text id="common.continue" />
        </Button>
      </div>
    </Form>
  );
}

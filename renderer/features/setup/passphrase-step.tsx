import { useState, type ReactNode } from 'react';
import { Form } from 'react-aria-components';
import { Text, UserText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { isPassphraseGood, NewPassphrase, NOTHING_TYPED } from './new-passphrase.tsx';
import { RoleText } from '../../ui/role-text.tsx';

/** Who the code is for, and the passphrase, twice. */
export function PassphraseStep(): ReactNode {
  const person = useFeature('setup', (state) => state.person);
  const choose = useFeature('setup', (state) => state.choosePassphrase);
  const [typed, setTyped] = useState(NOTHING_TYPED);
  const [wasSubmitted, setWasSubmitted] = useState(false);
  if (person === null) return null;
  const minimum = person.passphraseMinLength;
  return (
    <Form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        setWasSubmitted(true);
        if (isPassphraseGood(typed, minimum)) choose(typed.first);
      }}
    >
      <Card tone="accent">
        <p className="person-name">
          <UserText>{person.name}</UserText>
        </p>
        {person.role === '' ? null : (
          <p>
            <RoleText role={person.role} />
          </p>
        )}
      </Card>
      <p className="prose">
        <Text id="setup.passphrase.text" />
      </p>
      <NewPassphrase
        typed={typed}
        onChange={setTyped}
        minimum={minimum}
        wasSubmitted={wasSubmitted}
      />
      <div className="actions">
        <Button type="submit" variant="primary" size="large">
          <Text id="common.continue" />
        </Button>
      </div>
    </Form>
  );
}

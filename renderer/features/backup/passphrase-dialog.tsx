import { useState, type ReactNode } from 'react';
import { Form } from 'react-aria-components';
import { Text, useText } from '../../app/i18n/text.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { passphraseStrength } from '../setup/passphrase-strength.ts';
import { StrengthMeter } from '../setup/strength-meter.tsx';

interface PassphraseDialogProps {
  readonly minimum: number;
  readonly onCancel: () => void;
  readonly onChosen: (passphrase: string) => void;
}

/** Outside the form, which the button names: the dialog keeps its actions at its foot. */
const FORM_ID = 'backup-passphrase';

/** The passphrase of a new backup, twice. */
export function PassphraseDialog(props: PassphraseDialogProps): ReactNode {
  const text = useText();
  const { minimum } = props;
  const [passphrase, setPassphrase] = useState('');
  const [repeated, setRepeated] = useState('');
  const [wasSubmitted, setWasSubmitted] = useState(false);
  const strength = passphraseStrength(passphrase, minimum);
  const isTooShort = strength === 'too-short';
  const differs = passphrase !== repeated;
  function submit(): void {
    setWasSubmitted(true);
    if (!isTooShort && !differs) props.onChosen(passphrase);
  }
  return (
    <Dialog
      title={text('backup.make-title')}
      isOpen
      onClose={props.onCancel}
      actions={
        <>
          <Button onPress={props.onCancel}>{text('common.cancel')}</Button>
          <Button variant="primary" type="submit" form={FORM_ID}>
            <Text id="backup.save" />
          </Button>
        </>
      }
    >
      <p>
        <Text id="backup.make-text" />
      </p>
      <Form
        id={FORM_ID}
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextField
          label={text('backup.passphrase')}
          hint={text('setup.passphrase.minimum', { minimum })}
          value={passphrase}
          onChange={setPassphrase}
          type="password"
          autoComplete="new-password"
          isRequired
          problem={
            wasSubmitted && isTooShort
              ? text('setup.passphrase.too-short', { minimum, length: [...passphrase].length })
              : undefined
          }
        />
        <StrengthMeter strength={passphrase === '' ? null : strength} />
        <TextField
          label={text('backup.passphrase-again')}
          value={repeated}
          onChange={setRepeated}
          type="password"
          autoComplete="new-password"
          isRequired
          problem={wasSubmitted && differs ? text('setup.passphrase.differs') : undefined}
        />
      </Form>
    </Dialog>
  );
}

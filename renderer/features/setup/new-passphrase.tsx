import type { ReactNode } from 'react';
import { useText } from '../../app/i18n/text.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { passphraseStrength } from './passphrase-strength.ts';
import { StrengthMeter } from './strength-meter.tsx';

/** A new passphrase as it is being typed, twice. */
export interface TypedPassphrase {
  readonly first: string;
  readonly second: string;
}

export const NOTHING_TYPED: TypedPassphrase = { first: '', second: '' };

/** True when it may be used. */
export function isPassphraseGood({ first, second }: TypedPassphrase, minimum: number): boolean {
  return passphraseStrength(first, minimum) !== 'too-short' && first === second;
}

/** Two fields for a new passphrase, with its strength; problems show once somebody tried to go on. */
export function NewPassphrase(props: {
  readonly typed: TypedPassphrase;
  readonly onChange: (typed: TypedPassphrase) => void;
  readonly minimum: number;
  readonly wasSubmitted: boolean;
}): ReactNode {
  const text = useText();
  const { typed, minimum, wasSubmitted } = props;
  const strength = passphraseStrength(typed.first, minimum);
  const { length } = [...typed.first];
  return (
    <>
      <TextField
        label={text('setup.passphrase.first')}
        hint={text('setup.passphrase.minimum', { minimum })}
        value={typed.first}
        onChange={(first) => props.onChange({ ...typed, first })}
        type="password"
        autoComplete="new-password"
        isRequired
        problem={
          wasSubmitted && strength === 'too-short'
            ? text('setup.passphrase.too-short', { minimum, length })
            : undefined
        }
      />
      <StrengthMeter strength={typed.first === '' ? null : strength} />
      <TextField
        label={text('setup.passphrase.second')}
        value={typed.second}
        onChange={(second) => props.onChange({ ...typed, second })}
        type="password"
        autoComplete="new-password"
        isRequired
        problem={
          wasSubmitted && typed.first !== typed.second
            ? text('setup.passphrase.differs')
            : undefined
        }
      />
    </>
  );
}

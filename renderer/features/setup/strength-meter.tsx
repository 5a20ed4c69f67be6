import type { ReactNode } from 'react';
import { Label, Meter } from 'react-aria-components';
import { Text, useText } from '../../app/i18n/text.tsx';
import type { PassphraseStrength } from './passphrase-strength.ts';

const LEVELS: Readonly<Record<PassphraseStrength, number>> = {
  'too-short': 1,
  weak: 2,
  fair: 3,
  strong: 4,
};

/** Four steps and a word; a hint, not a gate. */
export function StrengthMeter(props: { readonly strength: PassphraseStrength | null }): ReactNode {
  const text = useText();
  const level = props.strength === null ? 0 : LEVELS[props.strength];
  const word =
    props.strength === null
      ? text('setup.strength.none')
      : text(`setup.strength.${props.strength}`);
  return (
    <Meter className="strength" value={level} minValue={0} maxValue={4} valueLabel={word}>
      <Label className="strength-label">
        <Text id="setup.strength.label" />
      </Label>
      <span className="strength-bars" data-level={level} aria-hidden="true">
        <span />
        <span />
        <span />
        <span />
      </span>
      <span className="strength-word">{word}</span>
    </Meter>
  );
}

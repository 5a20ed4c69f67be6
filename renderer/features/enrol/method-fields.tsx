import type { ReactNode } from 'react';
import type { CollectionMethod } from '../../../shared/domain/consent.ts';
import { useText } from '../../app/i18n/text.tsx';
import type { Draft } from '../../vault/vault-api.ts';
import { ChoiceField } from '../../ui/choice-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import type { ConsentProblem } from './consent-model.ts';
import { SignaturePad } from './signature-pad.tsx';

const METHODS: readonly CollectionMethod[] = ['signature', 'verbal-witnessed', 'electronic'];
const WITNESS_LENGTH = 200;

interface MethodFieldsProps {
  readonly consent: Draft['consent'];
  readonly onChange: (change: Partial<Draft['consent']>) => void;
  readonly problem: ConsentProblem | null;
}

/** How the person answered: by signing, aloud before a witness, or on the screen. */
export function MethodFields({ consent, onChange, problem }: MethodFieldsProps): ReactNode {
  const text = useText();
  return (
    <>
      <ChoiceField
        label={text('enrol.method.label')}
        value={consent.method}
        onChange={(method) => onChange({ method })}
        problem={problem === 'method' ? text('enrol.method.missing') : undefined}
        choices={METHODS.map((method) => ({
          value: method,
          label: text(`consent.method.${method}`),
          hint: text(`enrol.method.${method}-hint`),
        }))}
      />
      {consent.method === 'signature' ? (
        <SignaturePad
          path={consent.signaturePath}
          onChange={(signaturePath) => onChange({ signaturePath })}
          problem={problem === 'signature' ? text('enrol.signature.missing') : undefined}
        />
      ) : null}
      {consent.method === 'verbal-witnessed' ? (
        <TextField
          label={text('enrol.witness.label')}
          hint={text('enrol.witness.hint')}
          value={consent.witness}
          onChange={(witness) => onChange({ witness })}
          maxLength={WITNESS_LENGTH}
          isRequired
          problem={problem === 'witness' ? text('enrol.witness.missing') : undefined}
        />
      ) : null}
    </>
  );
}

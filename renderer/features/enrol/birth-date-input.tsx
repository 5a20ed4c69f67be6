import { useState, type ReactNode } from 'react';
import { useIntl } from 'react-intl';
import { Group, Label } from 'react-aria-components';
import type { Answer } from '../../../shared/forms/form-definition.ts';
import { useText } from '../../app/i18n/text.tsx';
import { ChoiceField } from '../../ui/choice-field.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { answerOf, partsOf, type BirthDateParts, type Precision } from './birth-date-model.ts';

const PRECISIONS: readonly Precision[] = ['day', 'month', 'year'];
const MONTHS = Array.from({ length: 12 }, (_, index) => index);

interface BirthDateInputProps {
  readonly label: string;
  readonly hint: string | undefined;
  readonly problem: string | undefined;
  readonly answer: Answer | undefined;
  readonly onChange: (answer: Answer | undefined) => void;
}

/** A birth date as exactly as the person knows it, and never more exactly. */
export function BirthDateInput(props: BirthDateInputProps): ReactNode {
  const text = useText();
  const intl = useIntl();
  const [parts, setParts] = useState(() => partsOf(props.answer));
  const change = (next: Partial<BirthDateParts>): void => {
    const changed = { ...parts, ...next };
    setParts(changed);
    props.onChange(answerOf(changed));
  };
  return (
    <Group
      className="field field-group"
      data-invalid={props.problem === undefined ? undefined : 'true'}
    >
      <Label className="field-label" elementType="span">
        {props.label}
      </Label>
      {props.hint === undefined ? null : <p className="field-hint">{props.hint}</p>}
      <ChoiceField
        label={text('enrol.birth-date.precision', { label: props.label })}
        isLabelHidden
        look="segments"
        value={parts.precision}
        onChange={(precision) => change({ precision })}
        choices={PRECISIONS.map((precision) => ({
          value: precision,
          label: text(`enrol.birth-date.${precision}-known`),
        }))}
      />
      <div className="date-parts">
        {parts.precision === 'day' ? (
          <TextField
            label={text('enrol.birth-date.day')}
            value={parts.day}
            onChange={(day) => change({ day })}
            inputMode="numeric"
            maxLength={2}
          />
        ) : null}
        {parts.precision === 'year' ? null : (
          <SelectField
            label={text('enrol.birth-date.month')}
            placeholder={text('enrol.birth-date.choose-month')}
            value={parts.month === '' ? null : parts.month}
            onChange={(month) => change({ month })}
            options={MONTHS.map((month) => ({
              id: String(month + 1).padStart(2, '0'),
              label: intl.formatDate(new Date(Date.UTC(2001, month, 1)), {
                month: 'long',
                timeZone: 'UTC',
              }),
            }))}
          />
        )}
        <TextField
          label={text('enrol.birth-date.year')}
          value={parts.year}
          onChange={(year) => change({ year })}
          inputMode="numeric"
          maxLength={4}
        />
      </div>
      {props.problem === undefined ? null : (
        <p className="field-problem" role="alert">
          {props.problem}
        </p>
      )}
    </Group>
  );
}

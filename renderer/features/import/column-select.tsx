import type { ReactNode } from 'react';
import { useText } from '../../app/i18n/text.tsx';
import type { ImportColumn } from '../../vault/import-api.ts';
import { SelectField } from '../../ui/select-field.tsx';

const NONE = 'none';

interface ColumnSelectProps {
  readonly label: string;
  readonly columns: readonly ImportColumn[];
  readonly column: number | null;
  /** What it says where no column is chosen. */
  readonly noneLabel: string;
  readonly onChange: (column: number | null) => void;
  readonly isRequired?: boolean | undefined;
  readonly problem?: string | undefined;
}

/** The column that holds something, with the first value in it, so that a mistake is seen. */
export function ColumnSelect(props: ColumnSelectProps): ReactNode {
  const text = useText();
  const { columns, column } = props;
  const sample = column === null ? '' : (columns[column]?.sample ?? '');
  return (
    <SelectField
      label={props.label}
      placeholder={props.noneLabel}
      options={[
        { id: NONE, label: props.noneLabel },
        ...columns.map(({ name }, index) => ({
          id: String(index),
          label: name === '' ? text('import.column.unnamed', { number: index + 1 }) : name,
        })),
      ]}
      value={column === null ? NONE : String(column)}
      onChange={(id) => props.onChange(id === NONE ? null : Number(id))}
      hint={
        sample === ''
          ? text('import.column.no-sample')
          : text('import.column.sample', { sample: isolate(sample) })
      }
      isRequired={props.isRequired}
      problem={props.problem}
    />
  );
}

/** In its own direction inside any sentence (Unicode isolates, UAX #9). */
function isolate(sample: string): string {
  return `\u2068${sample}\u2069`;
}

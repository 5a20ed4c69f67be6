import type { ReactNode } from 'react';
import { IMPORT_LIMITS } from '../../../shared/import/import-limits.ts';
import type { ImportPlan } from '../../../shared/import/import-plan.ts';
import { useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import type { ImportSummary } from '../../vault/import-api.ts';
import { TextField } from '../../ui/text-field.tsx';
import { ColumnSelect } from './column-select.tsx';

/** The witness of each person by a column, or one for all. */
export function WitnessFields(props: {
  readonly summary: ImportSummary;
  readonly plan: ImportPlan;
}): ReactNode {
  const text = useText();
  const change = useFeature('import', (state) => state.change);
  const { summary, plan } = props;
  return (
    <div className="field-pair">
      <ColumnSelect
        label={text('import.witness.column')}
        columns={summary.columns}
        column={plan.witness}
        noneLabel={text('import.witness.same')}
        onChange={(witness) => change({ witness })}
      />
      {plan.witness === null ? (
        <TextField
          label={text('import.witness.name')}
          hint={text('enrol.witness.hint')}
          value={plan.witnessName}
          onChange={(witnessName) => change({ witnessName })}
          maxLength={IMPORT_LIMITS.witnessLength}
          isRequired
        />
      ) : null}
    </div>
  );
}

import type { ReactNode } from 'react';
import type { FormDefinition } from '../../../shared/forms/form-definition.ts';
import type { ImportPlan } from '../../../shared/import/import-plan.ts';
import { importableFields } from '../../../shared/import/match-columns.ts';
import type { PlanGap } from '../../../shared/import/plan-gaps.ts';
import { useLocalized } from '../../app/i18n/localized.ts';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import type { ImportSummary } from '../../vault/import-api.ts';
import { Banner } from '../../ui/banner.tsx';
import { Card } from '../../ui/card.tsx';
import { ColumnSelect } from './column-select.tsx';
import { withColumn } from './with-column.ts';

interface FieldColumnsProps {
  readonly form: FormDefinition;
  readonly summary: ImportSummary;
  readonly plan: ImportPlan;
  /** Shown beside what they are about. */
  readonly gaps: readonly PlanGap[];
}

/** The column of each question of the form. */
export function FieldColumns({ form, summary, plan, gaps }: FieldColumnsProps): ReactNode {
  const text = useText();
  const localized = useLocalized();
  const change = useFeature('import', (state) => state.change);
  const photos = form.fields.filter((field) => field.type === 'photo');
  const isNothingFound = Object.keys(summary.matched.fields).length === 0;
  return (
    <Card title={text('import.fields.title')}>
      {isNothingFound ? (
        <Banner tone="warning">
          <Text id="import.fields.none-found" />
        </Banner>
      ) : null}
      <div className="field-pair">
        {importableFields(form).map((field) => (
          <ColumnSelect
            key={field.id}
            label={localized(field.label)}
            columns={summary.columns}
            column={plan.fields[field.id] ?? null}
            noneLabel={text('import.column.none')}
            onChange={(column) => change({ fields: withColumn(plan.fields, field.id, column) })}
            isRequired={field.required}
            problem={
              gaps.some((gap) => gap.kind === 'field' && gap.fieldId === field.id)
                ? text('import.gap.field-short')
                : undefined
            }
          />
        ))}
      </div>
      {photos.map((field) => (
        <p key={field.id} className="muted">
          <Text id="import.fields.photo" values={{ name: localized(field.label) }} />
        </p>
      ))}
    </Card>
  );
}

import type { ReactNode } from 'react';
import type { ConsentNotice } from '../../../shared/domain/consent-notice.ts';
import type { ImportPlan } from '../../../shared/import/import-plan.ts';
import type { PlanGap } from '../../../shared/import/plan-gaps.ts';
import { useLocalized } from '../../app/i18n/localized.ts';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import type { ImportSummary } from '../../vault/import-api.ts';
import { Card } from '../../ui/card.tsx';
import { ColumnSelect } from './column-select.tsx';
import { withColumn } from './with-column.ts';

interface ConsentColumnsProps {
  readonly notice: ConsentNotice;
  readonly summary: ImportSummary;
  readonly plan: ImportPlan;
  readonly gaps: readonly PlanGap[];
}

/** The column with the answer to each purpose of the notice. */
export function ConsentColumns({ notice, summary, plan, gaps }: ConsentColumnsProps): ReactNode {
  const text = useText();
  const localized = useLocalized();
  const change = useFeature('import', (state) => state.change);
  return (
    <Card title={text('import.consent.title')}>
      <p className="prose">
        <Text id="import.consent.text" />
      </p>
      <div className="field-pair">
        {notice.purposes.map(({ id, name }) => (
          <ColumnSelect
            key={id}
            label={localized(name)}
            columns={summary.columns}
            column={plan.purposes[id] ?? null}
            noneLabel={text('import.column.none')}
            onChange={(column) => change({ purposes: withColumn(plan.purposes, id, column) })}
            isRequired
            problem={
              gaps.some((gap) => gap.kind === 'purpose' && gap.purposeId === id)
                ? text('import.gap.purpose-short')
                : undefined
            }
          />
        ))}
      </div>
    </Card>
  );
}

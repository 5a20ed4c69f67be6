import type { ReactNode } from 'react';
import type { FormDefinition } from '../../../shared/forms/form-definition.ts';
import {
  PLANNED_RECORDS,
  planFormIndexes,
  type IndexStorage,
  type PlannedIndex,
} from '../../../shared/forms/index-planner.ts';
import { useLocalized } from '../../app/i18n/localized.ts';
import { Text, useText } from '../../app/i18n/text.tsx';
import { Card } from '../../ui/card.tsx';
import { Chip, type ChipTone } from '../../ui/chip.tsx';
import { TableScroll } from '../../ui/table-scroll.tsx';

const COLUMNS = ['fields', 'storage', 'coincidences', 'leak'] as const;
const TONES: Readonly<Record<IndexStorage, ChipTone>> = {
  open: 'info',
  sealed: 'success',
  refused: 'warning',
};

/** How the answers that a form makes searchable are stored, and what that gives away. */
export function IndexPlanCard({ form }: { readonly form: FormDefinition }): ReactNode {
  const text = useText();
  return (
    <Card title={text('index-plan.title')}>
      <p>
        <Text id="index-plan.text" values={{ records: PLANNED_RECORDS }} />
      </p>
      <TableScroll label={text('index-plan.title')}>
        <table className="table">
          <thead>
            <tr>
              {COLUMNS.map((column) => (
                <th key={column} scope="col">
                  <Text id={`index-plan.column.${column}`} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {planFormIndexes(form).map((index) => (
              <IndexRow key={`${index.fieldIds.join()}/${index.kind}`} index={index} form={form} />
            ))}
          </tbody>
        </table>
      </TableScroll>
    </Card>
  );
}

function IndexRow(props: {
  readonly index: PlannedIndex;
  readonly form: FormDefinition;
}): ReactNode {
  const text = useText();
  const localized = useLocalized();
  const { fieldIds, kind, storage, reason, coincidences, leak, travels } = props.index;
  const labels = props.form.fields
    .filter(({ id }) => fieldIds.includes(id))
    .map(({ label }) => localized(label));
  return (
    <tr>
      <th scope="row">
        {labels.map((label) => (
          <bdi key={label} className="line">
            {label}
          </bdi>
        ))}
        <span className="line muted">
          <Text id={`index-plan.kind.${kind}`} />
        </span>
      </th>
      <td className="cell-wide">
        <Chip tone={TONES[storage]}>
          <Text id={`index-plan.storage.${storage}`} />
        </Chip>
        <span className="line muted">
          <Text id={`index-plan.reason.${reason}`} />
        </span>
        {travels ? (
          <span className="line muted">
            <Text id="index-plan.travels" />
          </span>
        ) : null}
      </td>
      <td>
        {coincidences === null
          ? text(reason === 'likeness' ? 'index-plan.by-score' : 'index-plan.none')
          : text('index-plan.coincidences', { count: roughly(coincidences) })}
      </td>
      <td>
        <Text id={`index-plan.leak.${leak}`} />
      </td>
    </tr>
  );
}

/** Two digits: the plan is an estimate. */
function roughly(count: number): number {
  return count < 1 ? 0 : Number(count.toPrecision(2));
}

import type { ReactNode } from 'react';
import type { ConsentNotice } from '../../../shared/domain/consent-notice.ts';
import type { FormDefinition } from '../../../shared/forms/form-definition.ts';
import type { PlanGap } from '../../../shared/import/plan-gaps.ts';
import { useLocalized } from '../../app/i18n/localized.ts';
import { Text, useText } from '../../app/i18n/text.tsx';
import type { ImportColumn } from '../../vault/import-api.ts';
import { Banner } from '../../ui/banner.tsx';

interface GapListProps {
  readonly gaps: readonly PlanGap[];
  readonly form: FormDefinition;
  readonly notice: ConsentNotice;
  readonly columns: readonly ImportColumn[];
}

/** What still has to be said before the rows can be checked. */
export function GapList({ gaps, form, notice, columns }: GapListProps): ReactNode {
  const text = useText();
  const localized = useLocalized();
  const nameOf = (gap: PlanGap): string => {
    switch (gap.kind) {
      case 'field': {
        const field = form.fields.find(({ id }) => id === gap.fieldId);
        return field === undefined ? gap.fieldId : localized(field.label);
      }
      case 'purpose': {
        const purpose = notice.purposes.find(({ id }) => id === gap.purposeId);
        return purpose === undefined ? gap.purposeId : localized(purpose.name);
      }
      case 'column-twice':
        return columns[gap.column]?.name ?? '';
      case 'method':
      case 'witness':
      case 'language':
      case 'confirmation':
        return '';
    }
  };
  return (
    <Banner tone="danger" title={text('import.gap.title')} isAlert>
      <ul className="report-list">
        {gaps.map((gap) => (
          <li key={`${gap.kind} ${nameOf(gap)}`}>
            <Text id={`import.gap.${gap.kind}`} values={{ name: <bdi>{nameOf(gap)}</bdi> }} />
          </li>
        ))}
      </ul>
    </Banner>
  );
}

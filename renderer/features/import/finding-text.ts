import type { ConsentNotice } from '../../../shared/domain/consent-notice.ts';
import type { FormDefinition } from '../../../shared/forms/form-definition.ts';
import { IMPORT_LIMITS } from '../../../shared/import/import-limits.ts';
import type { RowFinding } from '../../../shared/import/row-finding.ts';
import { useLocalized } from '../../app/i18n/localized.ts';
import { useText } from '../../app/i18n/text.tsx';

/** What is told of a row: where in it, and which rule with which limit. No value of the row. */
export interface FindingText {
  readonly place: string;
  readonly rule: string;
}

/** Puts findings into words of the interface language. */
export function useFindingText(
  form: FormDefinition,
  notice: ConsentNotice,
): (finding: RowFinding) => FindingText {
  const text = useText();
  const localized = useLocalized();
  return ({ rule, fieldId, purposeId, otherRow }) => {
    const field = form.fields.find(({ id }) => id === fieldId);
    const purpose = notice.purposes.find(({ id }) => id === purposeId);
    const maximum =
      rule === 'witness-too-long'
        ? IMPORT_LIMITS.witnessLength
        : rule === 'cell-too-long'
          ? IMPORT_LIMITS.cellLength
          : field?.type === 'name'
            ? field.maxLength
            : 0;
    const example =
      field?.type === 'identifier' || field?.type === 'phone' ? isolate(field.example) : '';
    return {
      place: localized(field?.label ?? purpose?.name ?? { en: '' }),
      rule: text(`import.rule.${rule}`, { maximum, example, other: String(otherRow ?? '') }),
    };
  };
}

/** Left to right inside any sentence (Unicode isolates, UAX #9): a number must not be turned round. */
function isolate(example: string): string {
  return `\u2066${example}\u2069`;
}

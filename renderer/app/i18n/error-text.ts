import type { IntlShape } from 'react-intl';
import type { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';

const ISO_MOMENT = /^\d{4}-\d{2}-\d{2}T/u;
const PLACEHOLDER = /\{(\w+)\}/gu;

/** The sentence for an error: its details as numbers and dates of the language; a missing one is a dash. */
export function errorText(intl: IntlShape, error: FieldsealError): string {
  const id = narrowest(intl, error);
  const template = intl.messages[id];
  const values: Record<string, string> = {};
  for (const [, name] of (typeof template === 'string' ? template : '').matchAll(PLACEHOLDER)) {
    if (name !== undefined) values[name] = formatDetail(intl, error.details[name]);
  }
  return intl.formatMessage({ id }, values);
}

/** A refusal has a sentence of its own for each rule that may have decided; the others have one. */
function narrowest(intl: IntlShape, { messageId, details }: FieldsealError): string {
  const id = `${messageId}.${String(details['rule'])}`;
  return intl.messages[id] === undefined ? messageId : id;
}

function formatDetail(intl: IntlShape, detail: string | number | boolean | undefined): string {
  if (detail === undefined) return '–';
  if (typeof detail === 'number') return intl.formatNumber(detail);
  if (typeof detail === 'string' && ISO_MOMENT.test(detail)) {
    return intl.formatDate(detail, { year: 'numeric', month: 'short', day: 'numeric' });
  }
  return String(detail);
}

import {
  FieldsealError,
  fromErrorEnvelope,
  toErrorEnvelope,
} from '../../shared/errors/fieldseal-error.ts';

/** Anything thrown as our error; a foreign one becomes `vault.internal` and its text is dropped. */
export function asFailure(error: unknown): FieldsealError {
  return error instanceof FieldsealError
    ? error
    : fromErrorEnvelope(toErrorEnvelope(error, 'vault.internal'), 'vault.internal');
}

import {
  FieldsealError,
  fromErrorEnvelope,
  toErrorEnvelope,
} from '../../shared/errors/fieldseal-error.ts';

/** What `work` answers, or null where this person may not ask for it: a screen shows what is left. */
export async function ifAllowed<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof FieldsealError && error.code === 'server.forbidden') return null;
    throw error;
  }
}

/** Anything thrown as our error; a foreign one becomes `vault.internal` and its text is dropped. */
export function asFailure(error: unknown): FieldsealError {
  return error instanceof FieldsealError
    ? error
    : fromErrorEnvelope(toErrorEnvelope(error, 'vault.internal'), 'vault.internal');
}

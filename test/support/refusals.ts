import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';

/**
 * Code of the FieldsealError that `work` rejects with; 'ACCEPTED' when it does not reject. Anything else
 * thrown is thrown on: a caller must never see a foreign error.
 */
export async function refusalOf(work: () => unknown): Promise<string> {
  try {
    await work();
    return 'ACCEPTED';
  } catch (error) {
    if (error instanceof FieldsealError) return error.code;
    throw error;
  }
}

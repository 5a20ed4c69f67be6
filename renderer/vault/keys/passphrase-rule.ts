import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';

/** @throws FieldsealError `vault.passphrase-too-short` with the limit and the length, counted in characters. */
export function checkPassphraseLength(passphrase: string, minimum: number): void {
  const { length } = [...passphrase];
  if (length < minimum) throw new FieldsealError('vault.passphrase-too-short', { minimum, length });
}

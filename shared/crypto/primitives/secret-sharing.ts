import { combine, split } from 'shamir-secret-sharing';
import { FieldsealError } from '../../errors/fieldseal-error.ts';
import { concatBytes, copyBytes, equalBytes, type Bytes } from '../../encoding/bytes.ts';

/** The most shares a secret is split into: people who can be called together. */
export const MOST_SHARES = 9;

/**
 * Splits a secret into `shares` parts of which any `threshold` give it back and fewer say nothing about it (Shamir,
 * "How to share a secret", 1979, over GF(2^8)). A part is one byte longer than the secret. With a threshold of one
 * each part holds the secret itself.
 * @throws RangeError unless 1 <= threshold <= shares <= 9, or for an empty secret.
 */
export async function splitSecret(
  secret: Bytes,
  shares: number,
  threshold: number,
): Promise<readonly Bytes[]> {
  const fits =
    Number.isInteger(shares) && Number.isInteger(threshold) && threshold >= 1 && secret.length > 0;
  if (!fits || threshold > shares || shares > MOST_SHARES) {
    throw new RangeError(
      'a threshold is at least 1 and at most the number of shares, that at most 9',
    );
  }
  if (threshold === 1) {
    // The package starts at two: with one, the polynomial is the secret everywhere.
    return Array.from({ length: shares }, (_, index) =>
      concatBytes(secret, new Uint8Array([index + 1])),
    );
  }
  return (await split(secret, shares, threshold)).map(copyBytes);
}

/**
 * The secret of `threshold` or more shares. Shares of other secrets, or too few, give other bytes: the caller must be
 * able to tell.
 * @throws FieldsealError `crypto.input-invalid` for no shares, two of the same, or shares of different length.
 */
export async function combineShares(shares: readonly Bytes[], threshold: number): Promise<Bytes> {
  const [first] = shares;
  if (first === undefined || first.length < 2 || threshold < 1) {
    throw new FieldsealError('crypto.input-invalid');
  }
  if (threshold === 1) {
    const secret = first.slice(0, -1);
    if (shares.every((share) => equalBytes(share.slice(0, -1), secret))) return secret;
    throw new FieldsealError('crypto.input-invalid');
  }
  try {
    return copyBytes(await combine([...shares]));
  } catch (cause) {
    throw new FieldsealError('crypto.input-invalid', {}, cause);
  }
}

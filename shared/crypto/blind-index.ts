import { FieldsealError } from '../errors/fieldseal-error.ts';
import { toBase64Url, utf8, type Bytes } from '../encoding/bytes.ts';
import { deriveBytes } from './primitives/kdf.ts';
import { prepareMac } from './primitives/mac.ts';

/** Where tokens are used; the use is part of the key, so tokens of two laptops or of laptop and server do not join. */
export type TokenScope =
  | { readonly use: 'laptop'; readonly deviceId: string }
  | { readonly use: 'programme'; readonly programmeId: string };

/** One index of one field, with the version of the normaliser that made its input. */
export interface IndexName {
  readonly fieldId: string;
  readonly kind: 'exact' | 'partial' | 'phonetic';
  readonly normaliserVersion: number;
}

/** Bytes of a token: 128 bits where tokens must be unique, 64 inside sealed pages and batches. */
const TOKEN_BYTES = 16;

/** Computes tokens of one scope; each index has a key of its own, derived once. */
export interface TokenMaker {
  /** Token of an already normalised value, 22 characters of base64url. @throws for an empty value. */
  tokenOf(index: IndexName, normalised: string): Promise<string>;
}

/** A token maker over a programme's 32-byte index key (HMAC-SHA256, truncated to 128 bits). */
export function createTokenMaker(indexKey: Bytes, scope: TokenScope): TokenMaker {
  const macs = new Map<string, Promise<(message: Bytes) => Bytes>>();
  const scopeName =
    scope.use === 'laptop' ? `laptop/${scope.deviceId}` : `programme/${scope.programmeId}`;
  function macFor(index: IndexName): Promise<(message: Bytes) => Bytes> {
    const info = `fieldseal/1/blind-index/${scopeName}/${index.fieldId}/${index.kind}/${String(index.normaliserVersion)}`;
    const known = macs.get(info);
    if (known !== undefined) return known;
    const made = deriveBytes(indexKey, new Uint8Array(0), info).then(prepareMac);
    macs.set(info, made);
    return made;
  }
  return {
    async tokenOf(index, normalised) {
      // An empty value would give every record without an answer the same token.
      if (normalised === '')
        throw new FieldsealError('crypto.input-invalid', { field: index.fieldId });
      const mac = await macFor(index);
      return toBase64Url(mac(utf8(normalised)).slice(0, TOKEN_BYTES));
    },
  };
}

import { FieldsealError } from '../errors/fieldseal-error.ts';
import { fromBase64Url, toBase64Url, utf8, type Bytes } from '../encoding/bytes.ts';
import { deriveBytes } from './primitives/kdf.ts';
import { prepareMac } from './primitives/mac.ts';
import { scopeName, type TokenScope } from './token-scope.ts';

/** One index of one field, with the version of the normaliser that made its input. */
export interface IndexName {
  readonly fieldId: string;
  readonly kind: 'exact' | 'partial' | 'phonetic';
  readonly normaliserVersion: number;
}

/** Bytes of a token where it must be unique: on disk and at the server. */
const TOKEN_BYTES = 16;

/** Bytes of a token inside sealed pages: as many as a JavaScript number holds exactly. */
const NUMBER_BYTES = 6;

/** Values of one index whose tokens are remembered: the codes of names are a few thousand. */
const REMEMBERED_VALUES = 20_000;

/** Tokens of indexes whose keys have been derived; computing one waits for nothing. */
export interface PreparedTokens {
  /** 48 bits as a safe integer, for sealed pages: there a rare coincidence costs one look at a record. */
  number(index: IndexName, normalised: string): number;
  /** 128 bits as 22 characters of base64url, for open indexes and the server. */
  text(index: IndexName, normalised: string): string;
}

/** Makes tokens of one scope; each index has a key of its own, derived once. */
export interface TokenMaker {
  /**
   * Derives the keys of `indexes`. Both methods of what it answers throw FieldsealError `crypto.input-invalid`
   * for an empty value or for an index that was not prepared. The tokens of `repeating` ones, whose values many records
   * share, are computed once and remembered for as long as the answer lives.
   */
  prepare(indexes: readonly IndexName[], repeating?: readonly IndexName[]): Promise<PreparedTokens>;
}

type Mac = (message: string) => Bytes;

/** A token maker over a programme's 32-byte index key (HMAC-SHA256, RFC 2104, truncated). */
export function createTokenMaker(indexKey: Bytes, scope: TokenScope): TokenMaker {
  const macs = new Map<string, Promise<Mac>>();
  function macFor(label: string): Promise<Mac> {
    const known = macs.get(label);
    if (known !== undefined) return known;
    const info = `fieldseal/1/blind-index/${scopeName(scope)}/${label}`;
    const made = deriveBytes(indexKey, new Uint8Array(0), info).then(textMac);
    macs.set(label, made);
    return made;
  }
  return {
    async prepare(indexes, repeating = []) {
      const labels = indexes.map(labelOf);
      const remembered = new Set(repeating.map(labelOf));
      const ready = await Promise.all(labels.map(macFor));
      return preparedTokens(
        new Map(
          ready.map((mac, at) => {
            const label = labels[at] ?? '';
            return [label, remembered.has(label) ? remembering(mac) : mac];
          }),
        ),
      );
    },
  };
}

/** The number that a token's text begins with: the same value under the same index gives both. */
export function numberOfToken(text: string): number {
  return numberOf(fromBase64Url(text));
}

function preparedTokens(macs: ReadonlyMap<string, Mac>): PreparedTokens {
  // Whoever asks has few names and keeps them; making a label takes as long as a MAC.
  const byName = new WeakMap<IndexName, Mac>();
  function preparedFor(index: IndexName): Mac | undefined {
    const mac = byName.get(index) ?? macs.get(labelOf(index));
    if (mac !== undefined) byName.set(index, mac);
    return mac;
  }
  function macOf(index: IndexName, normalised: string): Bytes {
    const mac = preparedFor(index);
    // An empty value would give every record without an answer the same token.
    if (normalised === '' || mac === undefined) {
      throw new FieldsealError('crypto.input-invalid', { field: index.fieldId });
    }
    return mac(normalised);
  }
  return {
    number: (index, normalised) => numberOf(macOf(index, normalised)),
    text: (index, normalised) => toBase64Url(macOf(index, normalised).subarray(0, TOKEN_BYTES)),
  };
}

function textMac(key: Bytes): Mac {
  const mac = prepareMac(key);
  return (message) => mac(utf8(message));
}

function remembering(mac: Mac): Mac {
  const known = new Map<string, Bytes>();
  return (message) => {
    const found = known.get(message);
    if (found !== undefined) return found;
    const made = mac(message);
    if (known.size < REMEMBERED_VALUES) known.set(message, made);
    return made;
  };
}

function labelOf(index: IndexName): string {
  return `${index.fieldId}/${index.kind}/${String(index.normaliserVersion)}`;
}

function numberOf(bytes: Uint8Array): number {
  let value = 0;
  for (let i = 0; i < NUMBER_BYTES; i++) value = value * 256 + (bytes[i] ?? 0);
  return value;
}

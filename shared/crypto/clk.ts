import { FieldsealError } from '../errors/fieldseal-error.ts';
import { utf8, type Bytes } from '../encoding/bytes.ts';
import { deriveBytes } from './primitives/kdf.ts';
import { prepareMac } from './primitives/mac.ts';
import { scopeName, type TokenScope } from './token-scope.ts';

/** Length of an encoding: 1,024 bits. */
export const CLK_BYTES = 128;

const POSITION_BITS = 10;

/** Positions that one HMAC gives: 25 times ten of its 256 bits. */
const MOST_POSITIONS = 25;

/** Grams whose positions are remembered; the grams of names and dates are few, those of free text are not. */
const REMEMBERED_GRAMS = 50_000;

/** What one field adds to an encoding. */
export interface ClkField {
  /** Part of the keyed hash: the same gram in two fields sets other bits. */
  readonly name: string;
  /** Distinct pieces of the normalised value. */
  readonly grams: readonly string[];
  /** Bits that each gram sets, 1 to 25: the field's weight. */
  readonly bitsPerGram: number;
}

/** Makes encodings that can be compared with each other and with no other encoder's. */
export interface ClkEncoder {
  /** The encoding, 128 bytes. @throws FieldsealError `crypto.input-invalid` for a weight outside 1 to 25. */
  encode(fields: readonly ClkField[]): Bytes;
}

/**
 * An encoder of cryptographic long-term keys (Schnell, Bachteler, Reiher 2011): a keyed Bloom filter over the grams of
 * all fields. Positions are cut from an HMAC-SHA256 of field and gram, so that each is independent: double hashing
 * would bind them into patterns that give grams away (Niedermeyer et al. 2014). Similar people give similar bits, so
 * an encoding never leaves sealed storage.
 */
export async function createClkEncoder(indexKey: Bytes, scope: TokenScope): Promise<ClkEncoder> {
  const key = await deriveBytes(indexKey, new Uint8Array(0), `fieldseal/1/clk/${scopeName(scope)}`);
  const mac = prepareMac(key);
  key.fill(0);
  const fields = new Map<string, Map<string, Uint16Array>>();
  let size = 0;

  function rememberedOf(name: string): Map<string, Uint16Array> {
    const known = fields.get(name);
    if (known !== undefined) return known;
    const remembered = new Map<string, Uint16Array>();
    fields.set(name, remembered);
    return remembered;
  }

  function hash(name: string, gram: string, remembered: Map<string, Uint16Array>): Uint16Array {
    const positions = cutPositions(mac(utf8(`${name}\u0000${gram}`)));
    if (size < REMEMBERED_GRAMS) {
      remembered.set(gram, positions);
      size += 1;
    }
    return positions;
  }

  return {
    encode(person) {
      const clk = new Uint8Array(CLK_BYTES);
      for (const field of person) {
        if (!(field.bitsPerGram >= 1 && field.bitsPerGram <= MOST_POSITIONS)) {
          throw new FieldsealError('crypto.input-invalid', { field: field.name });
        }
        const remembered = rememberedOf(field.name);
        for (const gram of field.grams) {
          const positions = remembered.get(gram) ?? hash(field.name, gram, remembered);
          for (let i = 0; i < field.bitsPerGram; i++) {
            const position = positions[i] ?? 0;
            clk[position >> 3] = (clk[position >> 3] ?? 0) | (1 << (position & 7));
          }
        }
      }
      return clk;
    },
  };
}

/** Ten-bit numbers cut one after the other from the MAC's 256 bits. Each begins at an even bit, so two bytes hold it. */
function cutPositions(bytes: Uint8Array): Uint16Array {
  const positions = new Uint16Array(MOST_POSITIONS);
  for (let i = 0; i < MOST_POSITIONS; i++) {
    const bit = i * POSITION_BITS;
    const at = bit >> 3;
    const window = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
    positions[i] = (window >> (16 - (bit & 7) - POSITION_BITS)) & 0x3ff;
  }
  return positions;
}

import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

const FIELDS = ['nationalId', 'phone', 'phoneLastFour', 'familyName', 'givenName', 'birthDate'];
const keyed = hmac.create(sha256, new Uint8Array(32).fill(7));

/** The hash by which an application would have to find a value that its store can only encrypt. */
export function hashOf(value) {
  return bytesToHex(keyed.clone().update(utf8ToBytes(value)).digest()).slice(0, 24);
}

/** Six hashes of a person, `h0` (national id) to `h5`. */
export function hashesOf(row) {
  return Object.fromEntries(FIELDS.map((field, at) => [`h${at}`, hashOf(row[field])]));
}

/** The row without its database key, as an application would have it encrypted. */
export function contentOf({ id: _id, ...content }) {
  return content;
}

import { FieldsealError } from '../../errors/fieldseal-error.ts';
import { concatBytes, type Bytes } from '../../encoding/bytes.ts';
import { zeroBytes } from './zero.ts';

/** What stands before the 32 private bytes in PKCS #8 (RFC 8410 section 7): WebCrypto takes no bare ones. */
const PKCS8_HEAD = Uint8Array.from([
  0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x6e, 0x04, 0x22, 0x04, 0x20,
]);
const SECRET_BITS = 256;

/**
 * The 32 bytes that X25519 (RFC 7748 section 5) gives two holders in common; not yet a key: derive one. For
 * sealing to somebody use HPKE.
 * @throws FieldsealError `crypto.input-invalid` for keys of another length, and where the other side's point
 * would make the result zero whatever our key is (section 6.1).
 */
export async function x25519(privateKey: Bytes, publicKey: Bytes): Promise<Bytes> {
  // Node takes a longer PKCS #8 than it should and leaves the rest out.
  if (privateKey.length !== 32 || publicKey.length !== 32) {
    throw new FieldsealError('crypto.input-invalid', { field: 'x25519' });
  }
  const der = concatBytes(PKCS8_HEAD, privateKey);
  try {
    const own = await crypto.subtle.importKey('pkcs8', der, 'X25519', false, ['deriveBits']);
    const other = await crypto.subtle.importKey('raw', publicKey, 'X25519', false, []);
    const secret = await crypto.subtle.deriveBits(
      { name: 'X25519', public: other },
      own,
      SECRET_BITS,
    );
    return new Uint8Array(secret);
  } catch (cause) {
    throw new FieldsealError('crypto.input-invalid', { field: 'x25519' }, cause);
  } finally {
    zeroBytes(der);
  }
}

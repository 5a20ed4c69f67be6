import type { webcrypto } from 'node:crypto';

/** Node has WebCrypto's key type, yet not as a global as browsers do; `shared/crypto` names it so. */
declare global {
  type CryptoKey = webcrypto.CryptoKey;
}

/**
 * The one door to cryptography. Nothing outside `shared/crypto` imports a cryptographic package or calls
 * WebCrypto; a dependency rule and a lint rule hold that.
 */
export { envelopeKeyId, openEnvelope, sealEnvelope, type EnvelopeProfile } from './envelope.ts';
export {
  createTokenMaker,
  numberOfToken,
  type IndexName,
  type PreparedTokens,
} from './blind-index.ts';
export { createClkEncoder, type ClkEncoder } from './clk.ts';
export { fingerprintWords } from './fingerprint.ts';
export { isPadded, pad, unpad } from './padding.ts';
export { importAeadKey, unwrapBytes, wrapBytes } from './primitives/aead.ts';
export { digestBytes, sha256 } from './primitives/digest.ts';
export {
  generateAgreementSecret,
  hpkeOpen,
  hpkeSeal,
  importAgreementSecret,
  type AgreementKey,
} from './primitives/hpke.ts';
export {
  MINIMUM_ARGON2_COST,
  deriveAeadKey,
  stretchPassphrase,
  type Argon2Cost,
} from './primitives/kdf.ts';
export { randomBytes, randomId } from './primitives/random.ts';
export {
  generateSigningSeed,
  importSigningSeed,
  keyIdOf,
  type SigningKey,
} from './primitives/signing.ts';
export {
  assertionKeyId,
  createClientAssertion,
  createDpopProof,
  issueAccessToken,
  keyThumbprint,
  verifyAccessToken,
  verifyClientAssertion,
  verifyDpopProof,
} from './proof-of-possession.ts';
export { RecordBinding, WrappedRecordKey } from './record-binding.ts';
export { createRecordKeySender, type RecordKeySender } from './record-key-sender.ts';
export {
  newRecordKey,
  openReason,
  openRecord,
  sealReason,
  sealRecord,
  unwrapRecordKey,
  wrapRecordKey,
} from './record-seal.ts';
export {
  createChallenge,
  verifyAssertionOffline,
  verifyRegistrationOffline,
  type RelyingParty,
  type StoredCredential,
} from './relying-party.ts';
export { openSignedMessage, peekUnverified, signMessage } from './signed-message.ts';
export type { TokenScope } from './token-scope.ts';

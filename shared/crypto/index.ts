/**
 * The one door to cryptography. Nothing outside `shared/crypto` imports a cryptographic package or calls
 * WebCrypto; a dependency rule and a lint rule hold that.
 */
export { createArgon2Stopwatch, tuneArgon2 } from './argon2-tuning.ts';
export {
  createTokenMaker,
  numberOfToken,
  type IndexName,
  type PreparedTokens,
} from './blind-index.ts';
export {
  isAttachmentOf,
  newAttachmentKey,
  openAttachment,
  sealAttachment,
  type AttachmentBinding,
} from './attachment-seal.ts';
export { createClkEncoder, type ClkEncoder } from './clk.ts';
export { type EnvelopeProfile } from './envelope-format.ts';
export { envelopeKeyId, openEnvelope, sealEnvelope, type AssociatedData } from './envelope.ts';
export { fingerprintWords } from './fingerprint.ts';
export { createKeyManager, type KeyManager } from './key-manager.ts';
export { createKeyVocabulary, rotationStatus } from './key-policy.ts';
export {
  createProviderRegistry,
  type KeyProvider,
  type KeyRef,
  type KeyVersion,
} from './key-provider.ts';
export { isPadded, pad, unpad } from './padding.ts';
export { importAeadKey, unwrapBytes, wrapBytes } from './primitives/aead.ts';
export { createNodeAead } from './primitives/aead-node.ts';
export { nobleAeadKey } from './primitives/aead-noble.ts';
export { digestBytes, sha256 } from './primitives/digest.ts';
export {
  generateAgreementSecret,
  hpkeOpen,
  hpkeSeal,
  importAgreementSecret,
  type AgreementKey,
} from './primitives/hpke.ts';
export { MINIMUM_ARGON2_COST, stretchPassphrase, type Argon2Cost } from './primitives/argon2.ts';
export { deriveAeadKey } from './primitives/kdf.ts';
export { randomBytes, randomId } from './primitives/random.ts';
export { combineShares, splitSecret } from './primitives/secret-sharing.ts';
export { newRecoveryCode, readRecoveryCode } from './recovery-code.ts';
export {
  generateSigningSeed,
  importSigningSeed,
  keyIdOf,
  type SigningKey,
} from './primitives/signing.ts';
export { zeroBytes } from './primitives/zero.ts';
export { createProofNonces, type ProofNonces } from './proof-nonce.ts';
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
export {
  openSignedMessage,
  peekUnverified,
  signMessage,
  type SigningContext,
} from './signed-message.ts';
export type { TokenScope } from './token-scope.ts';

/**
 * Every refusal Fieldseal can give, closed, by subsystem. `retryable` says whether the same call may go
 * through later without anybody changing anything. The message a user reads is `error.<code>` in
 * `shared/i18n`: it names the rule, the limit, the value and the remedy.
 */
export const ERROR_CODES = {
  // vault: unlocking, storage
  'vault.locked': { retryable: false },
  'vault.passphrase-wrong': { retryable: true },
  'vault.passphrase-too-short': { retryable: false },
  'vault.backing-off': { retryable: true },
  'vault.operator-unknown': { retryable: false },
  'vault.operator-exists': { retryable: false },
  'vault.lease-expired': { retryable: false },
  'vault.slot-not-allowed': { retryable: false },
  'vault.store-newer': { retryable: false },
  'vault.store-damaged': { retryable: false },
  'vault.record-damaged': { retryable: false },
  'vault.record-sealed': { retryable: false },
  'vault.record-unknown': { retryable: false },
  'vault.storage-full': { retryable: true },
  'vault.host-share-lost': { retryable: true },
  'vault.internal': { retryable: true },
  'vault.store-unavailable': { retryable: true },
  // webauthn: the biometric factor
  'webauthn.cancelled': { retryable: true },
  'webauthn.unavailable': { retryable: false },
  'webauthn.foreign': { retryable: true },
  'webauthn.challenge-mismatch': { retryable: true },
  'webauthn.origin-mismatch': { retryable: false },
  'webauthn.user-not-verified': { retryable: true },
  'webauthn.signature-invalid': { retryable: true },
  'webauthn.counter-rollback': { retryable: false },
  'webauthn.prf-missing': { retryable: false },
  // crypto: the one door
  'crypto.open-failed': { retryable: false },
  'crypto.version-unknown': { retryable: false },
  'crypto.algorithm-unknown': { retryable: false },
  'crypto.key-unknown': { retryable: false },
  'crypto.signature-invalid': { retryable: false },
  'crypto.input-invalid': { retryable: false },
  // keys: the key manager
  'keys.purpose-unknown': { retryable: false },
  'keys.purpose-taken': { retryable: false },
  'keys.provider-unknown': { retryable: false },
  'keys.key-unknown': { retryable: false },
  'keys.key-exists': { retryable: false },
  'keys.aad-missing': { retryable: false },
  'keys.reason-required': { retryable: false },
  'keys.rotation-overdue': { retryable: false },
  'keys.hardware-required': { retryable: false },
  'keys.still-used': { retryable: true },
  // provisioning
  'provisioning.code-invalid': { retryable: false },
  'provisioning.code-used': { retryable: false },
  'provisioning.request-unknown': { retryable: false },
  'provisioning.request-tampered': { retryable: false },
  'provisioning.pending': { retryable: true },
  'provisioning.rejected': { retryable: false },
  'provisioning.grant-tampered': { retryable: false },
  'provisioning.grant-not-ours': { retryable: false },
  'provisioning.pack-tampered': { retryable: false },
  // consent and enrolment
  'consent.missing': { retryable: false },
  'consent.refused': { retryable: false },
  'consent.notice-changed': { retryable: false },
  'consent.transition-invalid': { retryable: false },
  'form.invalid': { retryable: false },
  // sync: the batch and the wire
  'sync.offline': { retryable: true },
  'sync.timeout': { retryable: true },
  'sync.server-nonsense': { retryable: true },
  'sync.server-refused': { retryable: false },
  'sync.receipt-tampered': { retryable: false },
  'sync.receipt-not-ours': { retryable: false },
  'sync.batch-malformed': { retryable: false },
  'sync.batch-truncated': { retryable: true },
  'sync.batch-signature-invalid': { retryable: false },
  'sync.batch-gap': { retryable: true },
  'sync.batch-conflict': { retryable: false },
  'sync.protocol-too-old': { retryable: false },
  'sync.protocol-too-new': { retryable: false },
  'sync.device-unknown': { retryable: false },
  'sync.device-revoked': { retryable: false },
  'sync.item-malformed': { retryable: false },
  'sync.item-conflict': { retryable: false },
  'sync.item-area-forbidden': { retryable: false },
  'sync.item-signature-invalid': { retryable: false },
  // review
  'review.key-missing': { retryable: false },
  'review.reason-required': { retryable: false },
  'review.already-decided': { retryable: false },
  // server
  'server.unauthenticated': { retryable: false },
  'server.forbidden': { retryable: false },
  'server.not-found': { retryable: false },
  'server.input-invalid': { retryable: false },
  'server.too-large': { retryable: false },
  'server.too-many-requests': { retryable: true },
  'server.internal': { retryable: true },
  'server.not-ready': { retryable: true },
  // shell: desktop host
  'shell.channel-unknown': { retryable: false },
  'shell.sender-refused': { retryable: false },
  'shell.arguments-invalid': { retryable: false },
  'shell.timeout': { retryable: true },
  'shell.shutting-down': { retryable: false },
  'shell.keychain-unavailable': { retryable: false },
  'shell.keychain-mismatch': { retryable: true },
  'shell.file-failed': { retryable: true },
  'shell.internal': { retryable: true },
} as const satisfies Readonly<Record<string, { readonly retryable: boolean }>>;

/** Closed union of all error codes. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** True when `value` is one of the closed codes; guards what arrives over a wire or a port. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(ERROR_CODES, value);
}

import {
  importAgreementSecret,
  unwrapBytes,
  zeroBytes,
  type AgreementKey,
} from '../../../shared/crypto/index.ts';
import { equalBytes, fromBase64Url, type Bytes } from '../../../shared/encoding/bytes.ts';
import { encodeCbor } from '../../../shared/encoding/cbor.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { openAnswer, type VouchedAnswer } from '../../../shared/recovery/recovery-answer.ts';
import {
  openRecoveryBundle,
  type RecoveryBundle,
} from '../../../shared/recovery/recovery-bundle.ts';
import { openRecoveryRequest } from '../../../shared/recovery/recovery-request.ts';
import type { RecoveryCeremonyRow } from '../database/recovery-rows.ts';
import type { ProgrammeMeta } from '../database/rows.ts';
import { requireHost, requireStore, type VaultContext } from '../vault-context.ts';

/**
 * The bundle's secret by the answers of its ceremony. The caller zeroes it.
 * @throws FieldsealError `recovery.too-few-answers`, `recovery.answer-*`; `vault.store-damaged` or `backup.damaged`
 * where ceremony or bundle were changed since.
 */
export async function openWithAnswers(
  context: VaultContext,
  bundle: RecoveryBundle,
  row: RecoveryCeremonyRow,
): Promise<Bytes> {
  const shares = new Map<string, Bytes>();
  try {
    for (const answer of row.answers) {
      const { kid, share } = await openOne(context, row, answer);
      shares.set(kid, share);
    }
    return await openRecoveryBundle(bundle, shares).catch((cause: unknown) => {
      throw bundleError(bundle, cause);
    });
  } finally {
    zeroBytes(...shares.values());
  }
}

/** The answers were held against the signed request: what still does not fit is the bundle's damage, not a holder's. */
function bundleError({ binding }: RecoveryBundle, cause: unknown): unknown {
  if (cause instanceof FieldsealError && cause.code === 'recovery.too-few-answers') return cause;
  return binding.use === 'backup'
    ? new FieldsealError('backup.damaged', { part: 'header' }, cause)
    : damaged(cause);
}

/** One holder's share; the caller zeroes it. @throws FieldsealError `recovery.answer-*`, `vault.store-damaged`. */
export async function openOne(
  context: VaultContext,
  row: RecoveryCeremonyRow,
  vouched: VouchedAnswer,
): Promise<{ readonly kid: string; readonly share: Bytes }> {
  const { administrator } = await requireProgramme(context);
  const asked = await openRecoveryRequest(row.request).catch((cause: unknown) => {
    throw damaged(cause);
  });
  const asksFor = fromBase64Url(asked.request.answerKey.key);
  if (!equalBytes(asksFor, row.answerPublicKey)) throw damaged();
  return openAnswer(vouched, asked, await answerKeyOf(context, row), administrator);
}

async function answerKeyOf(context: VaultContext, row: RecoveryCeremonyRow): Promise<AgreementKey> {
  const { deviceWrappingKey } = requireHost(context);
  let secret: Bytes;
  try {
    secret = await unwrapBytes(
      deviceWrappingKey,
      row.wrappedAnswerKey,
      answerKeyBinding(row.requestHash),
    );
  } catch (cause) {
    // Where the host's share opens the device key, it is not the share that is amiss.
    const { shareLost } = requireHost(context);
    throw shareLost ? new FieldsealError('vault.host-share-lost', {}, cause) : damaged(cause);
  }
  const key = await importAgreementSecret(secret, row.answerPublicKey);
  zeroBytes(secret);
  return key;
}

/** The programme that pins the administrator. @throws FieldsealError `provisioning.pending`. */
export async function requireProgramme(context: VaultContext): Promise<ProgrammeMeta> {
  const programme = await requireStore(context).read('programme');
  if (programme === undefined) throw new FieldsealError('provisioning.pending');
  return programme;
}

/** What the private key of a request's answers is bound to. */
export function answerKeyBinding(requestHash: string): Bytes {
  return encodeCbor(['fieldseal-recovery-answer-key', 1, requestHash]);
}

function damaged(cause?: unknown): FieldsealError {
  return new FieldsealError('vault.store-damaged', { part: 'recovery' }, cause);
}

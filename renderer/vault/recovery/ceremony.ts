import {
  fingerprintWords,
  generateAgreementSecret,
  wrapBytes,
  zeroBytes,
} from '../../../shared/crypto/index.ts';
import { fromBase64Url, toBase64Url, type Bytes } from '../../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import type { VouchedAnswer } from '../../../shared/recovery/recovery-answer.ts';
import type { RecoveryBundle } from '../../../shared/recovery/recovery-bundle.ts';
import {
  recoveryRequestHash,
  signRecoveryRequest,
} from '../../../shared/recovery/recovery-request.ts';
import {
  PostedRecoveryRequest,
  RECOVERY_ROUTES,
  RecoveryAnswers,
} from '../../../shared/sync/recovery-api.ts';
import type { RecoveryCeremonyRow } from '../database/recovery-rows.ts';
import type { CeremonyState } from '../recovery-api.ts';
import {
  requireDeviceKey,
  requireHost,
  requireStore,
  type VaultContext,
} from '../vault-context.ts';
import { answerKeyBinding, openOne, openWithAnswers, requireProgramme } from './open-answers.ts';

/**
 * The request for a bundle's shares; one that is under way is continued, so that answers already here still count.
 * @throws FieldsealError `vault.host-share-lost`, `provisioning.pending` where the laptop has no device key.
 */
export async function startCeremony(
  context: VaultContext,
  bundle: RecoveryBundle,
): Promise<RecoveryCeremonyRow> {
  const store = requireStore(context);
  const { subjectId, operatorId } = bundle.binding;
  const known = await store.recoveryCeremonies.get(subjectId);
  if (known !== undefined) return known;
  const now = context.deps.now();
  const { secret, key } = await generateAgreementSecret();
  const request = await signRecoveryRequest(requireDeviceKey(context), key, bundle, now);
  const requestHash = recoveryRequestHash(request);
  const { deviceWrappingKey } = requireHost(context);
  const row: RecoveryCeremonyRow = {
    subjectId,
    operatorId,
    request,
    requestHash,
    wrappedAnswerKey: await wrapBytes(deviceWrappingKey, secret, answerKeyBinding(requestHash)),
    answerPublicKey: key.publicKey,
    createdAt: now.toISOString(),
    sentAt: null,
    answers: [],
  };
  zeroBytes(secret);
  await store.recoveryCeremonies.put(row);
  return row;
}

/** Sends the request to the server; the same again changes nothing. @throws FieldsealError `sync.*`, `server.*`. */
export async function sendCeremony(context: VaultContext, subjectId: string): Promise<void> {
  const row = await requireCeremony(context, subjectId);
  const { serverUrl } = await requireProgramme(context);
  await context.api.json(
    {
      serverUrl,
      method: 'POST',
      path: RECOVERY_ROUTES.requests,
      key: requireDeviceKey(context),
      json: { request: toBase64Url(row.request) },
    },
    PostedRecoveryRequest,
  );
  const sentAt = context.deps.now().toISOString();
  await requireStore(context).recoveryCeremonies.update(subjectId, { sentAt });
}

/**
 * Fetches what the holders have answered. An answer that does not hold is left out, the others are taken.
 * @throws FieldsealError `sync.*`, `server.*`; the first bad answer's error when no answer was good.
 */
export async function fetchAnswers(context: VaultContext, subjectId: string): Promise<void> {
  const row = await requireCeremony(context, subjectId);
  const { serverUrl } = await requireProgramme(context);
  const path = RECOVERY_ROUTES.answers.replace(':requestHash', row.requestHash);
  const { answers } = await context.api.json(
    { serverUrl, method: 'GET', path, key: requireDeviceKey(context) },
    RecoveryAnswers,
  );
  let bad: unknown = null;
  for (const { answer, voucher } of answers) {
    try {
      await addAnswer(context, subjectId, { answer: fromBase64Url(answer), voucher });
    } catch (error) {
      bad ??= error;
    }
  }
  if (bad !== null)
    throw bad instanceof FieldsealError ? bad : new FieldsealError('vault.internal', {}, bad);
}

/**
 * Verifies and keeps an answer; of one holder the newest counts.
 * @throws FieldsealError `recovery.answer-*`, `recovery.none-asked`.
 */
export async function addAnswer(
  context: VaultContext,
  subjectId: string,
  vouched: VouchedAnswer,
): Promise<void> {
  const row = await requireCeremony(context, subjectId);
  const { kid, share } = await openOne(context, row, vouched);
  zeroBytes(share);
  const store = requireStore(context);
  await store.transaction('rw', store.recoveryCeremonies, async () => {
    const current = await store.recoveryCeremonies.get(subjectId);
    if (current === undefined) return;
    const others = current.answers.filter((answer) => answer.kid !== kid);
    await store.recoveryCeremonies.update(subjectId, { answers: [...others, { ...vouched, kid }] });
  });
}

/**
 * The bundle's secret by the answers that are here. The caller zeroes it, and ends the ceremony when it has used it.
 * @throws FieldsealError `recovery.none-asked`, and as `openWithAnswers`.
 */
export async function openByAnswers(context: VaultContext, bundle: RecoveryBundle): Promise<Bytes> {
  return openWithAnswers(context, bundle, await requireCeremony(context, bundle.binding.subjectId));
}

/**
 * Tells the server that nobody need answer any more, where it knows of the request. Offline it is left to the
 * server's own limit: a request that nobody uses harms nothing.
 */
export async function closeAtServer(
  context: VaultContext,
  row: RecoveryCeremonyRow,
): Promise<void> {
  if (row.sentAt === null) return;
  const { serverUrl } = await requireProgramme(context);
  const path = RECOVERY_ROUTES.closure.replace(':requestHash', row.requestHash);
  await context.api
    .none({ serverUrl, method: 'PUT', path, key: requireDeviceKey(context) })
    .catch(() => undefined);
}

/** Gives a recovery up: its private key is dropped, so that answers to it are worth nothing. */
export async function cancelCeremony(context: VaultContext, subjectId: string): Promise<void> {
  const store = requireStore(context);
  const row = await store.recoveryCeremonies.get(subjectId);
  if (row === undefined) return;
  await store.recoveryCeremonies.delete(subjectId);
  await closeAtServer(context, row);
}

/** @throws FieldsealError `recovery.none-asked`. */
export async function requireCeremony(
  context: VaultContext,
  subjectId: string,
): Promise<RecoveryCeremonyRow> {
  const row = await requireStore(context).recoveryCeremonies.get(subjectId);
  if (row === undefined) throw new FieldsealError('recovery.none-asked');
  return row;
}

/** A ceremony as screens show it. */
export function ceremonyState(bundle: RecoveryBundle, row: RecoveryCeremonyRow): CeremonyState {
  const { shares, threshold } = bundle.shares;
  return {
    words: fingerprintWords('recovery-request', row.request),
    createdAt: row.createdAt,
    sentAt: row.sentAt,
    needed: threshold,
    holders: shares.map(({ kid, holder }) => ({
      holder,
      hasAnswered: row.answers.some((answer) => answer.kid === kid),
    })),
  };
}

import { fingerprintWords } from '../../../shared/crypto/index.ts';
import { RecoveryKeys, type RecoveryKeyRef } from '../../../shared/domain/recovery-keys.ts';
import { fromBase64Url, toBase64Url, type Bytes } from '../../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { makeRecoveryKey, openRecoveryKey } from '../../../shared/recovery/key-file.ts';
import { answerRequest } from '../../../shared/recovery/recovery-answer.ts';
import { readRecoveryFile, writeAnswerFile } from '../../../shared/recovery/recovery-file.ts';
import {
  openRecoveryRequest,
  type OpenedRequest,
} from '../../../shared/recovery/recovery-request.ts';
import {
  RECOVERY_ROUTES,
  RecoveryRequestList,
  type ListedRecoveryRequest,
} from '../../../shared/sync/recovery-api.ts';
import type { HolderKey, RecoveryApi, RecoveryRequestItem } from '../recovery-api.ts';
import { signedBy } from '../session/signed-by.ts';
import { requireActive, type ActiveSession, type VaultContext } from '../vault-context.ts';
import { isFounder, publishPack, requireFounder } from '../provisioning/publish-pack.ts';
import { ownVoucher } from './own-voucher.ts';

type RecoveryAdministrationCalls = Pick<
  RecoveryApi,
  | 'recoveryKeySet'
  | 'makeRecoveryKeys'
  | 'publishRecoveryKeys'
  | 'listRecoveryRequests'
  | 'openRecoveryRequest'
  | 'answerRecovery'
>;

/** A request that this client has verified, as the server told of it or from a file. */
interface SeenRequest {
  readonly opened: OpenedRequest;
  readonly signed: Bytes;
  readonly listed: ListedRecoveryRequest | null;
}

/** What administrators and key officers do for recovery: make the keys (the founder), and answer with a holder's key. */
export function createRecoveryAdministrationCalls(
  context: VaultContext,
): RecoveryAdministrationCalls {
  const seen = new Map<string, SeenRequest>();
  /** Public halves of the set that was made and not published yet. */
  let prepared: RecoveryKeys | null = null;

  return {
    recoveryKeySet() {
      const session = requireActive(context, 'recovery.answer');
      const { recovery } = session.programme.pack;
      return Promise.resolve({
        threshold: recovery?.threshold ?? 0,
        holders: recovery?.keys.map(({ holder }) => holder) ?? [],
        mayMake: isFounder(session),
      });
    },

    async makeRecoveryKeys(threshold, holders) {
      const session = requireActive(context, 'programme.publish');
      requireFounder(session);
      const { id, recovery } = session.programme.pack;
      const epoch = (recovery?.epoch ?? 0) + 1;
      const made: HolderKey[] = [];
      const keys: RecoveryKeyRef[] = [];
      for (const [index, typed] of holders.entries()) {
        const holder = typed.trim();
        const { ref, file, words } = await makeRecoveryKey(id, epoch, holder);
        const name = `recovery-${String(epoch)}-${String(index + 1)}.fsrecovery-key`;
        keys.push(ref);
        made.push({ holder, file: { name, bytes: file }, words });
      }
      const set = RecoveryKeys.safeParse({ epoch, threshold, keys });
      if (!set.success) throw new FieldsealError('server.input-invalid', { field: 'recovery' });
      prepared = set.data;
      return made;
    },

    publishRecoveryKeys: () =>
      context.writes(async () => {
        const session = requireActive(context, 'programme.publish');
        requireFounder(session);
        if (prepared === null) throw new FieldsealError('recovery.none-asked');
        await context.audit.append({ kind: 'recovery.prepared' });
        await publishPack(context, session, { recovery: prepared });
        prepared = null;
      }),

    async listRecoveryRequests() {
      const session = requireActive(context, 'recovery.answer');
      const { requests } = await context.api.json(
        { ...signedBy(session), method: 'GET', path: RECOVERY_ROUTES.requests },
        RecoveryRequestList,
      );
      const items: RecoveryRequestItem[] = [];
      for (const listed of requests) {
        const request = await verify(session, fromBase64Url(listed.request), listed).catch(
          () => null,
        );
        // Tampered with, or another programme's: it can't be answered.
        if (request?.opened.requestHash !== listed.requestHash) continue;
        seen.set(listed.requestHash, request);
        items.push(itemOf(request));
      }
      return items;
    },

    async openRecoveryRequest(bytes) {
      const session = requireActive(context, 'recovery.answer');
      const file = readRecoveryFile(bytes);
      if (file.kind !== 'request') throw new FieldsealError('recovery.file-invalid');
      const request = await verify(session, file.request, null);
      seen.set(request.opened.requestHash, request);
      return itemOf(request);
    },

    async answerRecovery(requestHash, keyFile, code) {
      const session = requireActive(context, 'recovery.answer');
      const request = seen.get(requestHash);
      if (request === undefined) throw new FieldsealError('recovery.request-closed');
      const holderKey = await openRecoveryKey(keyFile, code, session.programme.pack.id);
      const answer = await answerRequest(
        request.opened,
        holderKey,
        session.operatorKeys.signing,
        context.deps.now(),
      );
      const { operatorId } = request.opened.request.binding;
      await context.audit.append({ kind: 'recovery.share-released', subject: operatorId });
      if (request.listed === null) {
        const voucher = await ownVoucher(context, session);
        return {
          name: `answer-${holderKey.kid.slice(0, 8)}.fsrecovery`,
          bytes: writeAnswerFile({ answer, voucher }),
        };
      }
      await context.api.none({
        ...signedBy(session),
        method: 'POST',
        path: RECOVERY_ROUTES.answers.replace(':requestHash', requestHash),
        json: { answer: toBase64Url(answer) },
      });
      return null;
    },
  };
}

async function verify(
  session: ActiveSession,
  signed: Bytes,
  listed: ListedRecoveryRequest | null,
): Promise<SeenRequest> {
  const opened = await openRecoveryRequest(signed);
  if (opened.request.binding.programmeId !== session.programme.pack.id) {
    throw new FieldsealError('recovery.request-tampered');
  }
  return { opened, signed, listed };
}

function itemOf({ opened, signed, listed }: SeenRequest): RecoveryRequestItem {
  const { binding, shares, createdAt } = opened.request;
  return {
    requestHash: opened.requestHash,
    operatorName: listed?.operatorName ?? null,
    operatorId: binding.operatorId,
    deviceCode: listed?.deviceCode ?? null,
    use: binding.use,
    createdAt,
    words: fingerprintWords('recovery-request', signed),
    needed: shares.threshold,
    holders: shares.shares.map(({ kid, holder }) => ({
      holder,
      hasAnswered: listed?.answeredKids.includes(kid) ?? false,
    })),
  };
}

import { fingerprintWords, sha256 } from '../../../shared/crypto/index.ts';
import { fromBase64Url, toBase64Url, toHex, type Bytes } from '../../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import {
  GrantResponse,
  PeopleWithoutLaptop,
  ROUTES,
  type ListedPerson,
} from '../../../shared/sync/http-api.ts';
import { openProgrammePack } from '../../../shared/sync/programme-pack.ts';
import {
  PROVISIONING_ENDINGS,
  readRequestFile,
  writeGrantFile,
} from '../../../shared/sync/provisioning-file.ts';
import type { ProvisioningRequest } from '../../../shared/sync/provisioning.ts';
import { openGrant, openProvisioningRequest } from '../../../shared/sync/voucher.ts';
import type { FileRequestApi } from '../file-request-api.ts';
import type { FileToSave } from '../recovery-api.ts';
import { signedBy } from '../session/signed-by.ts';
import { requireActive, type ActiveSession, type VaultContext } from '../vault-context.ts';
import { grantFor } from './administration.ts';
import { isFounder } from './publish-pack.ts';

/** A request from a file, on an administrator's laptop. */
interface OpenedRequest {
  readonly requestHash: string;
  readonly signed: Bytes;
  readonly request: ProvisioningRequest;
  readonly people: readonly ListedPerson[];
}

/** What an administrator does with a request that came in a file. */
export function createFileApprovalCalls(context: VaultContext): FileRequestApi {
  let opened: OpenedRequest | null = null;

  function requireOpened(requestHash: string): OpenedRequest {
    if (opened?.requestHash !== requestHash) {
      throw new FieldsealError('provisioning.request-unknown');
    }
    return opened;
  }

  return {
    async openRequestFile(file) {
      const session = requireFounder(context);
      const signed = readRequestFile(file);
      // On a stick a changed bit is damage before it is anything else, and the remedy is the same.
      const request = await openProvisioningRequest(signed).catch((cause: unknown) => {
        throw new FieldsealError('provisioning.file-damaged', {}, cause);
      });
      if (!['', session.programme.pack.id].includes(request.programmeId)) {
        throw new FieldsealError('provisioning.other-programme');
      }
      const requestHash = toHex(sha256(signed));
      const held = await heldGrant(context, session, requestHash);
      const people = held === null ? await peopleWithoutLaptop(context, session) : [];
      opened = { requestHash, signed, request, people };
      return {
        requestHash,
        words: fingerprintWords('provisioning-request', signed),
        madeAt: request.createdAt,
        grantedTo: held === null ? null : held.operatorName,
        people,
      };
    },

    async approveRequestFile(requestHash, operatorId) {
      const session = requireFounder(context);
      const { signed, request, people } = requireOpened(requestHash);
      const person = people.find((listed) => listed.operatorId === operatorId);
      if (person === undefined) throw new FieldsealError('provisioning.not-listed');
      const grant = await grantFor(context, session, { pending: person, signed, request });
      await session.audit.append({ kind: 'provisioning.approved', subject: requestHash });
      await context.api.none({
        ...signedBy(session),
        method: 'PUT',
        path: ROUTES.approveFile.replace(':requestHash', requestHash),
        json: {
          request: toBase64Url(signed),
          grant: toBase64Url(grant),
          listedAs: operatorId,
        },
      });
      return answerFile(context, session, requireOpened(requestHash));
    },

    rejectRequestFile(requestHash) {
      const session = requireFounder(context);
      requireOpened(requestHash);
      opened = null;
      session.audit.later({ kind: 'provisioning.rejected', subject: requestHash });
      return Promise.resolve();
    },

    async grantFile(requestHash) {
      const session = requireFounder(context);
      return answerFile(context, session, requireOpened(requestHash));
    },
  };
}

/**
 * The administrator whose key signs the programme: an answer by another's would let nobody in.
 * @throws FieldsealError `server.forbidden`.
 */
function requireFounder(context: VaultContext): ActiveSession {
  const session = requireActive(context, 'provisioning.approve');
  if (!isFounder(session)) throw new FieldsealError('server.forbidden');
  return session;
}

/** A grant as the server holds it, with the newest pack. Both are believed by their signatures alone. */
interface HeldGrant {
  readonly operatorName: string;
  readonly grant: Bytes;
  readonly pack: Bytes;
}

/**
 * The grant for a request; null where the server knows no such request.
 * @throws FieldsealError `provisioning.request-tampered` for one that came over the network: it waits in the list, or was
 * rejected there; `provisioning.grant-tampered`, `provisioning.pack-tampered`.
 */
async function heldGrant(
  context: VaultContext,
  session: ActiveSession,
  requestHash: string,
): Promise<HeldGrant | null> {
  const { serverUrl } = session.operator;
  const path = ROUTES.requestGrant.replace(':requestHash', requestHash);
  const answer = await context.api
    .json({ serverUrl, method: 'GET', path }, GrantResponse)
    .catch((error: unknown) => {
      const isUnknown =
        error instanceof FieldsealError && error.code === 'provisioning.request-unknown';
      if (isUnknown) return null;
      throw error;
    });
  if (answer === null) return null;
  if (answer.state !== 'granted') throw new FieldsealError('provisioning.request-tampered');
  const grant = fromBase64Url(answer.grant);
  const pack = fromBase64Url(answer.pack);
  const { administrator } = session.programme;
  const { operatorName, requestHash: answered } = await openGrant(grant, administrator);
  if (answered !== requestHash) throw new FieldsealError('provisioning.grant-tampered');
  await openProgrammePack(pack, administrator);
  return { operatorName, grant, pack };
}

async function peopleWithoutLaptop(
  context: VaultContext,
  session: ActiveSession,
): Promise<readonly ListedPerson[]> {
  const { people } = await context.api.json(
    { ...signedBy(session), method: 'GET', path: ROUTES.peopleWithoutLaptop },
    PeopleWithoutLaptop,
  );
  return people;
}

async function answerFile(
  context: VaultContext,
  session: ActiveSession,
  { requestHash, signed, request }: OpenedRequest,
): Promise<FileToSave> {
  const held = await heldGrant(context, session, requestHash);
  if (held === null) throw new FieldsealError('provisioning.request-unknown');
  const words = fingerprintWords('provisioning-request', signed).slice(0, 2).join('-');
  return {
    name: `fieldseal-${words}${PROVISIONING_ENDINGS.grant}`,
    bytes: await writeGrantFile(
      session.operatorKeys.signing,
      requestHash,
      fromBase64Url(request.operatorAgreementKey.key),
      { grant: held.grant, pack: held.pack, serverUrl: session.operator.serverUrl },
    ),
  };
}

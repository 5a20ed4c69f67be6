import { fingerprintWords, randomId } from '../../../shared/crypto/index.ts';
import type { Bytes } from '../../../shared/encoding/bytes.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import {
  openAnswer,
  PROVISIONING_ENDINGS,
  readGrantFile,
  writeRequestFile,
} from '../../../shared/sync/provisioning-file.ts';
import type { OperatorRow } from '../database/rows.ts';
import { hostTiers } from '../keys/host-tiers.ts';
import type { FileToSave } from '../recovery-api.ts';
import { storedPack } from '../session/stored-pack.ts';
import type { OpenSession, VaultContext } from '../vault-context.ts';
import { verifyGrant, type VerifiedGrant } from './accept-grant.ts';
import type { Claim } from './claim-code.ts';

/** What the programme asks for is not known yet, so more than it usually asks for; the grant's pack checks the rest. */
const PASSPHRASE_LENGTH_UNKNOWN_POLICY = 16;

/** True for who asked by a file: until a grant is accepted no server is known. */
export function asksByFile({ serverUrl }: Pick<OperatorRow, 'serverUrl'>): boolean {
  return serverUrl === '';
}

/**
 * A claim without a code: under an id of the laptop's own, for nobody yet and for no programme, unless the laptop has one.
 * Who the person is and what they may do, the administrator's grant says.
 */
export async function fileClaim(context: VaultContext, name: string): Promise<Claim> {
  const pack = await storedPack(context);
  const policy = pack?.policy;
  return {
    serverUrl: '',
    programmeId: pack?.id ?? '',
    response: {
      operatorId: randomId(),
      operatorName: name.trim(),
      role: '',
      areaIds: [],
      assignments: [],
      draft: null,
      // Nobody said; only a programme's founder needs it.
      serverSigningKey: { kid: '', key: '' },
    },
    tiers: hostTiers(context).filter((tier) => policy?.allowedTiers.includes(tier) ?? true),
    passphraseMinLength: policy?.passphraseMinLength ?? PASSPHRASE_LENGTH_UNKNOWN_POLICY,
  };
}

/** The signed request as a file. Its name tells two laptops apart, and nothing of a person. */
export function requestFileOf({ request }: Pick<OperatorRow, 'request'>): FileToSave {
  const words = fingerprintWords('provisioning-request', request).slice(0, 2).join('-');
  return {
    name: `fieldseal-${words}${PROVISIONING_ENDINGS.request}`,
    bytes: writeRequestFile(request),
  };
}

/**
 * Verifies an answer file: signed by the key that signed the pack and the grant inside, and these as over the network.
 * @throws FieldsealError `provisioning.file-unknown`, `provisioning.file-newer`, `provisioning.file-damaged`,
 * `provisioning.answer-not-ours`, and as `verifyGrant`.
 */
export async function verifyGrantFile(
  context: VaultContext,
  session: OpenSession,
  file: Bytes,
): Promise<VerifiedGrant> {
  const { answer, administrator } = await readGrantFile(file);
  if (answer.requestHash !== session.operator.requestHash) {
    throw new FieldsealError('provisioning.answer-not-ours');
  }
  const { pack, grant, serverUrl } = await openAnswer(session.operatorKeys.agreement, answer);
  const verified = await verifyGrant(context, session, pack, grant);
  if (verified.administrator.kid !== administrator.kid) {
    throw new FieldsealError('provisioning.grant-tampered');
  }
  return { ...verified, serverUrl };
}

import { fingerprintWords, peekUnverified, sha256 } from '../crypto/index.ts';
import { toHex, type Bytes } from '../encoding/bytes.ts';
import { checkSignature, keysIn, unreadable, type InspectedContent } from './inspection.ts';
import { readGrantFile, readRequestFile } from './provisioning-file.ts';
import { ProvisioningRequest } from './provisioning.ts';
import { selfNamedKey } from './public-keys.ts';

/** What a laptop's request says and proves (see `inspectFile`). */
export async function inspectRequest(bytes: Bytes): Promise<InspectedContent> {
  try {
    const signed = readRequestFile(bytes);
    const request = ProvisioningRequest.parse(peekUnverified(signed).payload);
    const { keys } = keysIn([request.operatorSigningKey]);
    const { state, reason } = await checkSignature(signed, 'provisioning-request', keys);
    const named = [request.deviceSigningKey, request.operatorAgreementKey];
    const isWhole =
      request.deviceId === request.deviceSigningKey.kid &&
      named.every((key) => selfNamedKey(key) !== undefined);
    return {
      kind: 'request',
      facts: [
        ['programme', request.programmeId === '' ? 'none yet' : request.programmeId],
        ['device', request.deviceId],
        ['request', toHex(sha256(signed))],
        ['words', fingerprintWords('provisioning-request', signed).join(' ')],
        ['made at', request.createdAt],
      ],
      lines: [],
      findings: [
        // Its own key must be in it: without, nobody could check it.
        { state: state === 'unchecked' ? 'wrong' : state, what: `request: ${reason}` },
        isWhole
          ? { state: 'good', what: 'each key stands under its own id' }
          : { state: 'wrong', what: 'holds a key under a foreign id' },
      ],
    };
  } catch (error) {
    return unreadable('request', error);
  }
}

/** What an administrator's answer says and proves; the rest is sealed to the laptop that asked. */
export async function inspectGrant(bytes: Bytes): Promise<InspectedContent> {
  try {
    const { answer, administrator } = await readGrantFile(bytes);
    return {
      kind: 'grant',
      facts: [
        ['answers request', answer.requestHash],
        ['sealed', `${String(answer.sealed.ct.length)} bytes`],
      ],
      lines: [],
      findings: [{ state: 'good', what: `answer: signed by key ${administrator.kid}` }],
    };
  } catch (error) {
    return unreadable('grant', error);
  }
}

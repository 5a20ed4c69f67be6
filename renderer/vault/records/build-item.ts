import {
  digestBytes,
  newRecordKey,
  randomBytes,
  sealRecord,
  signMessage,
  zeroBytes,
  type RecordBinding,
} from '../../../shared/crypto/index.ts';
import { ancestry } from '../../../shared/domain/area.ts';
import type { ProgrammePack } from '../../../shared/domain/programme.ts';
import { RegistrantRecord } from '../../../shared/domain/registrant-record.ts';
import { toBase64Url, toHex, type Bytes } from '../../../shared/encoding/bytes.ts';
import { encodeCbor } from '../../../shared/encoding/cbor.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { reviewKeysFor } from '../../../shared/sync/programme-pack.ts';
import type { ProgrammeToken, RegistrantItem } from '../../../shared/sync/registrant-item.ts';
import { programmeTokens } from '../index/index-tokens.ts';
import { MOST_PAIR_TOKENS, type NamePairs } from '../index/name-pairs.ts';
import { displayName } from '../drafts/drafts.ts';
import type { ActiveSession } from '../vault-context.ts';
import { sealViewKey } from './record-keys.ts';

/** Bytes of a token under the programme's key. */
const TOKEN_BYTES = 16;

/** A record sealed for its reviewers, signed, and still readable by its enumerator. */
export interface BuiltItem {
  readonly item: Bytes;
  readonly itemHash: string;
  readonly viewKey: Bytes;
}

/**
 * Seals a record under a fresh key, wraps the key to the review keys of its area and all areas above, and signs it.
 * `pairs` are those of the record's answers; `restored` names the items that earlier laptops made of this very record (see `RegistrantItem`).
 * @throws FieldsealError `review.key-missing` where nobody could ever open it.
 */
export async function buildItem(
  session: ActiveSession,
  record: RegistrantRecord,
  pairs: NamePairs,
  restored?: RegistrantItem['restored'],
): Promise<BuiltItem> {
  const { pack, programmeTokens: prepared, plan, sender } = session.programme;
  const recipients = recipientsOf(pack, record.areaId);
  const binding: RecordBinding = {
    programmeId: pack.id,
    recordId: record.id,
    version: record.version,
    deviceId: record.deviceId,
    areaId: record.areaId,
    schemaVersion: record.schemaVersion,
  };
  const recordKey = newRecordKey();
  const plain = encodeCbor(RegistrantRecord.parse(record));
  const [envelope, recordKeys, viewKey] = await Promise.all([
    sealRecord(recordKey, binding, plain),
    sender.wrap(recordKey, binding, recipients),
    sealViewKey(
      session,
      { recordId: record.id, version: record.version },
      recordKey,
      displayName(session, record.answers),
    ),
  ]);
  const item: RegistrantItem = {
    binding,
    operatorId: record.operatorId,
    registrationNumber: record.registrationNumber,
    savedAt: record.savedAt,
    deviceCounter: record.deviceCounter,
    envelope,
    recordKeys: [...recordKeys],
    tokens: fillTokens(programmeTokens(prepared, plan, record.answers, pairs)),
    restored,
  };
  const signed = await signMessage(session.operatorKeys.signing, 'registrant-item', item);
  zeroBytes(recordKey, plain);
  return { item: signed, itemHash: toHex(await digestBytes(signed)), viewKey };
}

/** The review keys of an area and all areas above it. @throws FieldsealError `review.key-missing` without any. */
export function recipientsOf(
  pack: ProgrammePack,
  areaId: string,
): ReturnType<typeof reviewKeysFor> {
  const recipients = reviewKeysFor(pack, ancestry(pack.areas, areaId));
  if (recipients.length === 0) throw new FieldsealError('review.key-missing', { area: areaId });
  return recipients;
}

/**
 * The tokens among random ones that match nothing, always as many: how many codes a name has would tell common names
 * apart, to the server and on the disk.
 */
function fillTokens(tokens: readonly ProgrammeToken[]): ProgrammeToken[] {
  const pairs = tokens.filter((token) => token.kind === 'phonetic-birth-date').length;
  const missing = MOST_PAIR_TOKENS - pairs;
  const random = randomBytes(missing * TOKEN_BYTES);
  const fillers = Array.from({ length: missing }, (_, at) => ({
    fieldId: 'name',
    kind: 'phonetic-birth-date' as const,
    token: toBase64Url(random.subarray(at * TOKEN_BYTES, (at + 1) * TOKEN_BYTES)),
  }));
  return [...tokens, ...fillers].sort((a, b) => (a.token < b.token ? -1 : 1));
}

import {
  createRecordKeySender,
  generateAgreementSecret,
  generateSigningSeed,
  newRecordKey,
  randomId,
  sealRecord,
  signMessage,
  wrapRecordKey,
  type RecordBinding,
  type SigningKey,
} from '../../shared/crypto/index.ts';
import type { Bytes } from '../../shared/encoding/bytes.ts';
import { encodeCbor } from '../../shared/encoding/cbor.ts';
import { writeBatch, type BatchItem } from '../../shared/sync/batch-file.ts';
import { publicKeyRef } from '../../shared/sync/public-keys.ts';
import type { RegistrantItem } from '../../shared/sync/registrant-item.ts';
import { batchHead } from './sample-batch.ts';

/** A batch of sealed records, with the keys that open and check it. */
export interface RealBatch {
  readonly bytes: Bytes;
  readonly batchHash: string;
  readonly device: SigningKey;
  readonly operator: SigningKey;
  readonly reviewKey: { readonly secret: Bytes; readonly publicKey: Bytes };
  /** What was sealed, in the order of the items. */
  readonly contents: readonly Readonly<Record<string, string>>[];
}

/** Two records whose keys are wrapped in the two ways there are, everything signed by fresh keys. */
export async function makeRealBatch(): Promise<RealBatch> {
  const { key: device } = await generateSigningSeed();
  const { key: operator } = await generateSigningSeed();
  const { secret, key: review } = await generateAgreementSecret();
  const sender = createRecordKeySender(() => 0);
  const contents = [{ name: 'first' }, { name: 'second' }];
  const items: BatchItem[] = [];
  for (const [at, content] of contents.entries()) {
    const binding: RecordBinding = {
      programmeId: 'programme',
      recordId: randomId(),
      version: 1,
      deviceId: device.kid,
      areaId: 'n1',
      schemaVersion: 1,
    };
    const recordKey = newRecordKey();
    const item: RegistrantItem = {
      binding,
      operatorId: 'operator',
      registrationNumber: `AAAA-00000${String(at + 1)}`,
      savedAt: '2026-11-23T10:00:00Z',
      deviceCounter: at + 1,
      envelope: await sealRecord(recordKey, binding, encodeCbor(content)),
      recordKeys:
        at === 0
          ? [await wrapRecordKey(recordKey, binding, review)]
          : [...(await sender.wrap(recordKey, binding, [review]))],
      tokens: [{ fieldId: 'nationalId', kind: 'exact', token: 'A'.repeat(22) }],
    };
    const { recordId, version, areaId } = binding;
    items.push({
      bytes: await signMessage(operator, 'registrant-item', item),
      entry: { kind: 'registrant', recordId, version, areaId },
    });
  }
  const made = await writeBatch(device, batchHead(device), items, [publicKeyRef(operator)]);
  return {
    ...made,
    device,
    operator,
    reviewKey: { secret, publicKey: review.publicKey },
    contents,
  };
}

import { holdAssignments } from '../../shared/access/held-assignment.ts';
import { undated } from '../../shared/domain/assignment.ts';
import { envelopeKeyId, generateSigningSeed, peekUnverified } from '../../shared/crypto/index.ts';
import { ProgrammePack } from '../../shared/domain/programme.ts';
import { concatBytes, copyBytes, type Bytes } from '../../shared/encoding/bytes.ts';
import { BATCH_MAGIC, readBatch, writeBatch } from '../../shared/sync/batch-file.ts';
import { checkCarriedBatch } from '../../shared/sync/carried-batch.ts';
import { frame, readFrames } from '../../shared/sync/framing.ts';
import { inspectFile } from '../../shared/sync/inspect-file.ts';
import { publicKeyRef } from '../../shared/sync/public-keys.ts';
import { RECEIPT_MAGIC, readReceipt, writeReceipt } from '../../shared/sync/receipt-file.ts';
import { RegistrantItem } from '../../shared/sync/registrant-item.ts';
import { outlineStick, stickHead, stickPart } from '../../shared/sync/stick-file.ts';
import { placeOf } from '../../server/objects/object-store.ts';
import { checkAttachment } from '../../server/sync/check-attachment.ts';
import { checkItem } from '../../server/sync/check-item.ts';
import { makeRealAttachment } from '../support/real-attachment.ts';
import { makeRealBatch } from '../support/real-batch.ts';
import { batchHead } from '../support/sample-batch.ts';
import { samplePack } from '../support/sample-programme.ts';
import { signedReaders, type OutsideReader } from './outside-reader.ts';

/** Batches, their items and envelopes, receipts, and the page that inspects either. */
export async function batchReaders(): Promise<readonly OutsideReader[]> {
  const batch = await makeRealBatch();
  const { device, operator } = batch;
  const [manifest, ...items] = readFrames(BATCH_MAGIC, batch.bytes) as [Bytes, ...Bytes[]];
  const [item] = items as [Bytes];
  const { envelope } = RegistrantItem.parse(peekUnverified(item).payload);
  const { key: server } = await generateSigningSeed();
  const receipt = await writeReceipt(server, {
    protocolVersion: 3,
    programmeId: 'programme',
    deviceId: device.kid,
    sequence: 1,
    batchHash: batch.batchHash,
    serverTime: '2026-11-23T10:00:00Z',
    items: [
      {
        verdict: 'accepted',
        recordId: '8c7c2a2e-5f0e-4e36-9a43-3a0c5d2d7c11',
        version: 1,
        hash: batch.batchHash,
      },
    ],
  });
  const keyOfDevice = (kid: string): Bytes | undefined =>
    kid === device.kid ? device.publicKey : undefined;
  const rules = await rulesFor(device.kid, operator);
  const entry = entryOf(item);
  const photo = await makeRealAttachment(device, operator, entry.recordId);
  const photoEntry: Entry = { ...entry, ...photo.entry, size: photo.bytes.length };
  const withPhoto = await writeBatch(device, batchHead(device), [photo], [publicKeyRef(operator)]);
  return [
    { name: 'batch', sample: batch.bytes, read: (bytes) => readBatch(bytes, keyOfDevice) },
    ...signedReaders('batch-manifest', device, manifest, (bytes) =>
      readBatch(concatBytes(BATCH_MAGIC, frame(bytes), ...items.map(frame)), keyOfDevice),
    ),
    ...signedReaders('registrant-item', operator, item, async (bytes) => {
      // Never a throw: one bad item must not hold up the others of its batch.
      const checked = await checkItem(rules, entry, bytes);
      if (checked.ok) envelopeKeyId(checked.item.envelope);
    }),
    ...signedReaders('attachment-item', operator, photo.bytes, async (bytes) => {
      const checked = await checkAttachment(rules, photoEntry, bytes);
      // Whatever is stored goes under an address of its own.
      if (checked.ok) placeOf(checked.address);
    }),
    { name: 'envelope', sample: copyBytes(envelope), read: (bytes) => envelopeKeyId(bytes) },
    { name: 'receipt', sample: receipt, read: (bytes) => readReceipt(bytes, server) },
    ...signedReaders(
      'batch-receipt',
      server,
      readFrames(RECEIPT_MAGIC, receipt)[0] ?? receipt,
      (bytes) => readReceipt(concatBytes(RECEIPT_MAGIC, frame(bytes)), server),
    ),
    { name: 'inspected batch', sample: batch.bytes, read: (bytes) => inspectFile(bytes) },
    {
      name: 'inspected batch with an attachment',
      sample: withPhoto.bytes,
      read: (bytes) => inspectFile(bytes),
    },
    { name: 'inspected receipt', sample: receipt, read: (bytes) => inspectFile(bytes) },
    {
      name: 'file of batches',
      sample: concatBytes(stickHead('batches', 2), stickPart(batch.bytes), stickPart(batch.bytes)),
      read: (bytes) => inspectFile(bytes),
    },
    {
      name: 'outline of a file of receipts',
      sample: concatBytes(stickHead('receipts', 2), stickPart(receipt), stickPart(receipt)),
      read: (bytes) =>
        outlineStick({
          size: bytes.length,
          read: (start, end) => Promise.resolve(bytes.slice(start, end)),
        }),
    },
    { name: 'carried batch', sample: batch.bytes, read: (bytes) => checkCarriedBatch(bytes) },
  ];
}

type Rules = Parameters<typeof checkItem>[0];
type Entry = Parameters<typeof checkItem>[1];

async function rulesFor(
  deviceId: string,
  operator: { readonly kid: string; readonly publicKey: Bytes },
): Promise<Rules> {
  const pack = ProgrammePack.parse((await samplePack()).pack);
  const signer = {
    operatorId: 'operator',
    held: holdAssignments([undated('enumerator', ['region'])]),
    publicKey: operator.publicKey,
  };
  return {
    programmeId: 'programme',
    deviceId,
    areas: pack.areas,
    reviewKeys: pack.reviewKeys,
    signers: new Map([[operator.kid, signer]]),
    // After the sample was saved.
    now: new Date('2026-12-31T00:00:00Z'),
  };
}

function entryOf(item: Bytes): Entry {
  const { recordId, version, areaId } = RegistrantItem.parse(peekUnverified(item).payload).binding;
  return { kind: 'registrant', recordId, version, areaId, hash: '0'.repeat(64), size: item.length };
}

import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { flipBit } from '../../test/support/bytes-arbitrary.ts';
import { makeRealAttachment } from '../../test/support/real-attachment.ts';
import { makeRealBatch, type RealBatch } from '../../test/support/real-batch.ts';
import { batchHead } from '../../test/support/sample-batch.ts';
import { generateSigningSeed, peekUnverified, randomId, signMessage } from '../crypto/index.ts';
import { concatBytes, utf8, type Bytes } from '../encoding/bytes.ts';
import { AttachmentItem } from './attachment-item.ts';
import { BATCH_MAGIC, readBatch, writeBatch } from './batch-file.ts';
import { frame, readFrames } from './framing.ts';
import { inspectFile } from './inspect-file.ts';
import { PROTOCOL_VERSION } from './protocol-version.ts';
import { publicKeyRef } from './public-keys.ts';
import { writeReceipt } from './receipt-file.ts';

let batch: RealBatch;
beforeAll(async () => {
  batch = await makeRealBatch();
});

async function statesOf(bytes: Bytes): Promise<readonly string[]> {
  return (await inspectFile(bytes)).findings.map(({ state }) => state);
}

/** The batch with another manifest, signed by its device. */
async function withManifest(changes: object): Promise<Bytes> {
  const [, ...items] = readFrames(BATCH_MAGIC, batch.bytes);
  const { manifest } = await readBatch(batch.bytes, () => batch.device.publicKey);
  const signed = await signMessage(batch.device, 'batch-manifest', { ...manifest, ...changes });
  return concatBytes(BATCH_MAGIC, frame(signed), ...items.map(frame));
}

describe('an inspection without any key', () => {
  it('of a whole batch finds everything good and names it', async () => {
    const inspection = await inspectFile(batch.bytes);
    expect(inspection).toMatchObject({ kind: 'batch', sha256: batch.batchHash });
    expect(inspection.findings.map(({ state }) => state)).toEqual(['good', 'good', 'good', 'good']);
    expect(inspection.facts).toContainEqual(['device', batch.device.kid]);
    expect(inspection.lines).toHaveLength(2);
  });

  it('finds every changed bit of a batch', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(batch.bytes.length - 1), fc.nat(7), async (at, bit) => {
        expect(await statesOf(flipBit(batch.bytes, at, bit))).toContain('wrong');
      }),
      { numRuns: 300 },
    );
  });

  it('never throws, and finds every cut', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(batch.bytes.length - 1), async (length) => {
        expect(await statesOf(batch.bytes.slice(0, length))).toContain('wrong');
      }),
      { numRuns: 200 },
    );
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        const file = concatBytes(BATCH_MAGIC, new Uint8Array(bytes));
        expect(await statesOf(file)).toContain('wrong');
        expect((await inspectFile(new Uint8Array(bytes))).kind).toBe('unknown');
      }),
    );
  });

  it('of a batch with an attachment names its content and checks whose it is', async () => {
    const recordId = randomId();
    const withAttachment = async (changes: Partial<AttachmentItem> = {}): Promise<Bytes> => {
      const item = await makeRealAttachment(batch.device, batch.operator, recordId, changes);
      const signers = [publicKeyRef(batch.operator)];
      return (await writeBatch(batch.device, batchHead(batch.device), [item], signers)).bytes;
    };
    const inspection = await inspectFile(await withAttachment());
    expect(inspection.findings.map(({ state }) => state)).toEqual(['good', 'good', 'good']);
    expect(inspection.lines).toEqual([
      expect.stringMatching(new RegExp(`^attachment of ${recordId} .* content [0-9a-f]{64}$`, 'u')),
    ]);
    for (const changes of [{ recordId: randomId() }, { areaId: 'n2' }, { deviceId: 'other' }]) {
      expect(await statesOf(await withAttachment(changes))).toEqual(['good', 'good', 'wrong']);
    }
    const foreign = await makeRealAttachment(batch.device, batch.operator, randomId());
    const { sealed } = AttachmentItem.parse(peekUnverified(foreign.bytes).payload);
    expect(await statesOf(await withAttachment({ sealed }))).toEqual(['good', 'good', 'wrong']);
  });

  it('says what an older file cannot prove', async () => {
    const states = await statesOf(await withManifest({ protocolVersion: 2, signers: undefined }));
    expect(states).toEqual(['unchecked', 'good', 'unchecked', 'unchecked']);
  });

  it('is not deceived by a key under a foreign id, nor by another signer', async () => {
    const { key: stranger } = await generateSigningSeed();
    const { manifest } = await readBatch(batch.bytes, () => batch.device.publicKey);
    const [device, operator] = manifest.signers!;
    const foreign = await withManifest({ signers: [device, { ...operator!, kid: stranger.kid }] });
    expect(await statesOf(foreign)).toEqual(['wrong', 'good', 'unchecked', 'unchecked']);
    const alone = await withManifest({ signers: [device] });
    expect(await statesOf(alone)).toEqual(['good', 'good', 'unchecked', 'unchecked']);
    const named = await withManifest({ deviceId: stranger.kid });
    expect(await statesOf(named)).toEqual(['wrong', 'good', 'wrong', 'wrong']);
  });

  it(
    'of a receipt names every verdict and finds every changed bit',
    { timeout: 60_000 },
    async () => {
      const { key: server } = await generateSigningSeed();
      const item = { recordId: randomId(), version: 1, hash: 'ab' };
      const file = await writeReceipt(server, {
        protocolVersion: PROTOCOL_VERSION,
        programmeId: 'programme',
        deviceId: batch.device.kid,
        sequence: 1,
        batchHash: batch.batchHash,
        serverTime: '2026-11-23T10:00:00Z',
        items: [
          { ...item, verdict: 'accepted' },
          { ...item, verdict: 'refused', code: 'sync.item-conflict' },
        ],
      });
      const inspection = await inspectFile(file);
      expect(inspection.findings.map(({ state }) => state)).toEqual(['good']);
      expect(inspection.lines.join()).toContain('refused: sync.item-conflict');
      for (let at = 0; at < file.length; at++) {
        expect(await statesOf(flipBit(file, at, at % 8))).toContain('wrong');
      }
      expect(await statesOf(concatBytes(file, frame(utf8('more'))))).toEqual(['good', 'wrong']);
    },
  );
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flipBit } from '../../test/support/bytes-arbitrary.ts';
import { refusalOf } from '../../test/support/refusals.ts';
import { batchHead, sampleBatch, sampleItems } from '../../test/support/sample-batch.ts';
import { generateSigningSeed, signMessage } from '../crypto/index.ts';
import { concatBytes, utf8, type Bytes } from '../encoding/bytes.ts';
import { BATCH_MAGIC, readBatch, writeBatch } from './batch-file.ts';
import { checkCarriedBatch } from './carried-batch.ts';
import { frame, readFrames } from './framing.ts';

const { key: device } = await generateSigningSeed();
const { key: stranger } = await generateSigningSeed();
const { bytes: batch } = await sampleBatch(device, 3);

const check = (file: Bytes): Promise<string> => refusalOf(() => checkCarriedBatch(file));

/** The batch with a changed manifest, signed by `signer`. */
async function withManifest(changes: object, signer = device): Promise<Bytes> {
  const [, ...items] = readFrames(BATCH_MAGIC, batch);
  const { manifest } = await readBatch(batch, () => device.publicKey);
  const signed = await signMessage(signer, 'batch-manifest', { ...manifest, ...changes });
  return concatBytes(BATCH_MAGIC, frame(signed), ...items.map(frame));
}

describe('a batch that is carried', () => {
  it('is taken by whoever knows nothing but the file', async () => {
    expect(await checkCarriedBatch(batch)).toMatchObject({ deviceId: device.kid, sequence: 1 });
  });

  it('with any bit changed or cut anywhere is not taken', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(batch.length - 1), fc.nat(7), async (at, bit) => {
        expect(await check(flipBit(batch, at, bit))).toMatch(/^sync\./u);
      }),
      { numRuns: 200 },
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(batch.length - 1), async (length) => {
        expect(await check(batch.slice(0, length))).toBe('sync.batch-truncated');
      }),
    );
  });

  it.each<[string, () => Bytes | Promise<Bytes>, string]>([
    ['an item too many', () => concatBytes(batch, frame(utf8('more'))), 'sync.batch-malformed'],
    [
      'noise for a manifest',
      () => concatBytes(BATCH_MAGIC, frame(utf8('x'))),
      'sync.batch-malformed',
    ],
    [
      'another name',
      () => withManifest({ deviceId: stranger.kid }),
      'sync.batch-signature-invalid',
    ],
    ['another signer', () => withManifest({}, stranger), 'sync.batch-signature-invalid'],
    ['no key', () => withManifest({ signers: undefined }), 'sync.batch-signature-invalid'],
    ['a newer version', () => withManifest({ protocolVersion: 99 }), 'sync.protocol-too-new'],
  ])('with %s is not taken', async (_what, make, code) => {
    expect(await check(await make())).toBe(code);
  });

  it('of an older app carries no keys and is taken without them', async () => {
    const older = await withManifest({ protocolVersion: 2, signers: undefined });
    expect(await checkCarriedBatch(older)).toMatchObject({ protocolVersion: 2 });
  });

  it('holds up nothing by an item that only the server can judge', async () => {
    const { bytes } = await writeBatch(device, batchHead(device), sampleItems(1));
    expect(await check(bytes)).toBe('ACCEPTED');
  });
});

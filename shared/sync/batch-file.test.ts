import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes, flipBit } from '../../test/support/bytes-arbitrary.ts';
import { refusalOf } from '../../test/support/refusals.ts';
import { batchHead, sampleBatch, sampleItems } from '../../test/support/sample-batch.ts';
import { generateSigningSeed, sha256, signMessage } from '../crypto/index.ts';
import { concatBytes, toHex, utf8, type Bytes } from '../encoding/bytes.ts';
import { readBatch, writeBatch } from './batch-file.ts';
import { frame, readFrames } from './framing.ts';
import { OLDEST_SUPPORTED_PROTOCOL_VERSION, PROTOCOL_VERSION } from './protocol-version.ts';

const { key: device } = await generateSigningSeed();
const { key: stranger } = await generateSigningSeed();
const MAGIC = utf8('FSBATCH\u0001');

function keyFor(kid: string): Bytes | undefined {
  return kid === device.kid ? device.publicKey : undefined;
}

function read(file: Bytes): Promise<string> {
  return refusalOf(() => readBatch(file, keyFor));
}

/** A file whose signed manifest is the given one, whatever it says. */
async function withManifest(
  manifest: unknown,
  items: readonly Bytes[],
  signer = device,
): Promise<Bytes> {
  const signed = await signMessage(signer, 'batch-manifest', manifest);
  return concatBytes(MAGIC, frame(signed), ...items.map(frame));
}

async function manifestOf(file: Bytes) {
  return (await readBatch(file, keyFor)).manifest;
}

describe('batch file', () => {
  it('is read back whole: manifest, items in order, and the hash of the very bytes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(bytes({ minLength: 1, maxLength: 90 }), { minLength: 1, maxLength: 6 }),
        async (contents) => {
          const items = sampleItems(contents.length).map((item, index) => ({
            ...item,
            bytes: contents[index]!,
          }));
          const { bytes: file, batchHash } = await writeBatch(device, batchHead(device), items);
          const opened = await readBatch(file, keyFor);
          expect(opened.items).toEqual(contents);
          expect(opened.manifest).toMatchObject({
            ...batchHead(device),
            protocolVersion: PROTOCOL_VERSION,
          });
          expect(opened.manifest.items.map(({ recordId }) => recordId)).toEqual(
            items.map(({ entry }) => entry.recordId),
          );
          expect(opened.batchHash).toBe(batchHash);
          expect(batchHash).toBe(createHash('sha256').update(file).digest('hex'));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('cut at any byte is never accepted, and says that it is cut or malformed', async () => {
    const { bytes: file } = await sampleBatch(device);
    for (let length = 0; length < file.length; length++) {
      expect(await read(file.slice(0, length))).toBe('sync.batch-truncated');
    }
  });

  it(
    'with any byte changed is never accepted, always with a documented code',
    { timeout: 60_000 },
    async () => {
      const { bytes: file } = await sampleBatch(device);
      const codes = new Set<string>();
      for (let i = 0; i < file.length; i++) {
        for (const bit of [0, 5, 7]) codes.add(await read(flipBit(file, i, bit)));
      }
      expect([...codes].sort()).toEqual([
        'sync.batch-malformed',
        'sync.batch-signature-invalid',
        'sync.batch-truncated',
        'sync.device-unknown',
      ]);
    },
  );

  it('with bytes added, items exchanged, left out or put in is refused', async () => {
    const { bytes: file } = await sampleBatch(device, 3);
    const [manifest = utf8(''), a = utf8(''), b = utf8(''), c = utf8('')] = readFrames(MAGIC, file);
    const put = (...parts: readonly Bytes[]) => concatBytes(MAGIC, ...parts.map(frame));
    expect(put(manifest, a, b, c)).toEqual(file);
    expect(await read(concatBytes(file, Uint8Array.of(0)))).toBe('sync.batch-truncated');
    expect(await read(put(manifest, a, b, c, utf8('more')))).toBe('sync.batch-malformed');
    expect(await read(put(manifest, b, a, c))).toBe('sync.batch-malformed');
    expect(await read(put(manifest, a, b, b))).toBe('sync.batch-malformed');
    expect(await read(put(manifest, a, b))).toBe('sync.batch-truncated');
    expect(await read(put(a, b, c))).toBe('sync.batch-malformed');
    expect(await read(MAGIC)).toBe('sync.batch-truncated');
  });

  it('with another batch’s manifest is refused', async () => {
    const mine = await sampleBatch(device, 1);
    const [, item = utf8('')] = readFrames(MAGIC, mine.bytes);
    const { bytes: other } = await writeBatch(
      device,
      batchHead(device),
      sampleItems(1).map((entry) => ({ ...entry, bytes: utf8('other') })),
    );
    const [manifest = utf8('')] = readFrames(MAGIC, other);
    expect(await read(concatBytes(MAGIC, frame(manifest), frame(item)))).toBe(
      'sync.batch-malformed',
    );
  });

  it('of an unknown device is refused, also when it claims to be ours', async () => {
    const { bytes: file } = await sampleBatch(stranger);
    expect(await read(file)).toBe('sync.device-unknown');
    const items = sampleItems(1);
    const claimed = await writeBatch(stranger, batchHead(device), items);
    expect(await read(claimed.bytes)).toBe('sync.device-unknown');
    const bothKnown = (kid: string) => (kid === stranger.kid ? stranger.publicKey : keyFor(kid));
    expect(await refusalOf(() => readBatch(claimed.bytes, bothKnown))).toBe(
      'sync.batch-signature-invalid',
    );
  });

  it('signed for another use is refused', async () => {
    const { bytes: file } = await sampleBatch(device, 1);
    const manifest = await manifestOf(file);
    const [, item = utf8('')] = readFrames(MAGIC, file);
    const signed = await signMessage(device, 'registrant-item', manifest);
    expect(await read(concatBytes(MAGIC, frame(signed), frame(item)))).toBe(
      'sync.batch-signature-invalid',
    );
  });

  it('of another protocol says which side must update', async () => {
    const { bytes: file } = await sampleBatch(device, 1);
    const manifest = await manifestOf(file);
    const [, item = utf8('')] = readFrames(MAGIC, file);
    const newer = await withManifest({ ...manifest, protocolVersion: PROTOCOL_VERSION + 1 }, [
      item,
    ]);
    await expect(readBatch(newer, keyFor)).rejects.toMatchObject({
      code: 'sync.protocol-too-new',
      details: { found: PROTOCOL_VERSION + 1, known: PROTOCOL_VERSION },
    });
    const older = await withManifest(
      { ...manifest, protocolVersion: OLDEST_SUPPORTED_PROTOCOL_VERSION - 1 },
      [item],
    );
    expect(await read(older)).toBe('sync.protocol-too-old');
  });

  it.each([
    ['no object', null],
    ['a list', []],
    ['without items', { items: [] }],
    ['with a sequence of 0', { sequence: 0 }],
    ['with a broken sequence', { sequence: 1.5 }],
    ['with a hash that is none', { previousHash: 'x' }],
    ['with a time that is none', { createdAt: 'yesterday' }],
    ['with an item of another kind', { items: [{ kind: 'household' }] }],
    ['with a version that is text', { protocolVersion: '1' }],
  ])('with a manifest that is %s is malformed, though rightly signed', async (_what, changes) => {
    const { bytes: file } = await sampleBatch(device, 1);
    const manifest = await manifestOf(file);
    const [, item = utf8('')] = readFrames(MAGIC, file);
    const changed =
      changes === null || Array.isArray(changes) ? changes : { ...manifest, ...changes };
    expect(await read(await withManifest(changed, [item]))).toBe('sync.batch-malformed');
  });

  it('is not written from what could not be read', async () => {
    await expect(writeBatch(device, batchHead(device), [])).rejects.toThrow();
    await expect(
      writeBatch(device, batchHead(device, { sequence: 0 }), sampleItems(1)),
    ).rejects.toThrow();
  });

  it('passes on what the key look-up throws, so that a revoked device is named', async () => {
    const { bytes: file } = await sampleBatch(device);
    await expect(
      readBatch(file, () => {
        throw new RangeError('look-up');
      }),
    ).rejects.toThrow('look-up');
  });

  it('that is noise behind the magic is refused with one of our errors', async () => {
    await fc.assert(
      fc.asyncProperty(bytes({ maxLength: 200 }), async (noise) => {
        expect(await read(concatBytes(MAGIC, noise))).toMatch(/^sync\./u);
        expect(await read(noise)).toMatch(/^sync\./u);
      }),
    );
  });

  it('names its items by their hash', async () => {
    const { bytes: file } = await sampleBatch(device, 2);
    const { manifest, items } = await readBatch(file, keyFor);
    expect(manifest.items.map(({ hash }) => hash)).toEqual(
      items.map((item) => toHex(sha256(item))),
    );
    expect(manifest.items.map(({ size }) => size)).toEqual(items.map((item) => item.length));
  });
});

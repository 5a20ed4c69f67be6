import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes, flipBit } from '../../test/support/bytes-arbitrary.ts';
import { refusalOf } from '../../test/support/refusals.ts';
import { generateSigningSeed, randomId, signMessage } from '../crypto/index.ts';
import { concatBytes, utf8, type Bytes } from '../encoding/bytes.ts';
import { frame } from './framing.ts';
import { readReceipt, writeReceipt, type BatchReceipt } from './receipt-file.ts';
import { PROTOCOL_VERSION } from './protocol-version.ts';

const { key: server } = await generateSigningSeed();
const { key: stranger } = await generateSigningSeed();
const MAGIC = utf8('FSRCPT\u0000\u0001');
const RECEIPT: BatchReceipt = {
  protocolVersion: 1,
  programmeId: 'programme',
  deviceId: 'device',
  sequence: 4,
  batchHash: 'ab'.repeat(32),
  serverTime: '2026-11-23T10:00:00Z',
  items: [
    { verdict: 'accepted', recordId: randomId(), version: 1, hash: 'cd' },
    {
      verdict: 'refused',
      recordId: randomId(),
      version: 2,
      hash: 'ef',
      code: 'sync.item-conflict',
    },
  ],
};
const TAMPERED = 'sync.receipt-tampered';

function read(file: Bytes): Promise<string> {
  return refusalOf(() => readReceipt(file, server));
}

describe('receipt file', () => {
  it('is read back as it was written, and is the same bytes for the same receipt', async () => {
    const file = await writeReceipt(server, RECEIPT);
    expect(await readReceipt(file, server)).toEqual(RECEIPT);
    expect(await writeReceipt(server, RECEIPT)).toEqual(file);
  });

  it(
    'cut at any byte, or with any byte changed, is never accepted',
    { timeout: 60_000 },
    async () => {
      const file = await writeReceipt(server, RECEIPT);
      for (let i = 0; i < file.length; i++) {
        expect(await read(file.slice(0, i))).toBe(TAMPERED);
        for (const bit of [0, 5, 7]) expect(await read(flipBit(file, i, bit))).toBe(TAMPERED);
      }
    },
  );

  it('of another server is refused, under its own and under our key id', async () => {
    const file = await writeReceipt(stranger, RECEIPT);
    expect(await read(file)).toBe(TAMPERED);
    const underOurs = { kid: stranger.kid, publicKey: server.publicKey };
    expect(await refusalOf(() => readReceipt(file, underOurs))).toBe(TAMPERED);
  });

  it('signed for another use, doubled or longer is refused', async () => {
    const signed = await signMessage(server, 'batch-receipt', RECEIPT);
    const whole = concatBytes(MAGIC, frame(signed));
    expect(await read(whole)).toBe('ACCEPTED');
    expect(await read(concatBytes(whole, frame(signed)))).toBe(TAMPERED);
    expect(await read(concatBytes(whole, Uint8Array.of(0)))).toBe(TAMPERED);
    const other = await signMessage(server, 'batch-manifest', RECEIPT);
    expect(await read(concatBytes(MAGIC, frame(other)))).toBe(TAMPERED);
    expect(await read(MAGIC)).toBe(TAMPERED);
    expect(await read(concatBytes(utf8('FSBATCH\u0001'), frame(signed)))).toBe(TAMPERED);
  });

  it.each([
    ['a newer protocol', { protocolVersion: PROTOCOL_VERSION + 1 }],
    ['no items', { items: [] }],
    ['an unknown verdict', { items: [{ ...RECEIPT.items[0], verdict: 'perhaps' }] }],
    ['a refusal without a reason', { items: [{ ...RECEIPT.items[1], code: undefined }] }],
    ['a refusal for a reason that is not ours', { items: [{ ...RECEIPT.items[1], code: 'no' }] }],
    ['a batch hash that is none', { batchHash: 'x' }],
  ])('with %s is refused, though rightly signed', async (_what, changes) => {
    const signed = await signMessage(server, 'batch-receipt', { ...RECEIPT, ...changes });
    expect(await read(concatBytes(MAGIC, frame(signed)))).toBe(TAMPERED);
  });

  it('that is noise is refused with that one error', async () => {
    await fc.assert(
      fc.asyncProperty(bytes({ maxLength: 120 }), async (noise) => {
        expect(await read(concatBytes(MAGIC, noise))).toBe(TAMPERED);
        expect(await read(noise)).toBe(TAMPERED);
      }),
    );
  });
});

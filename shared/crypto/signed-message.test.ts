import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes, flipBit } from '../../test/support/bytes-arbitrary.ts';
import { refusalOf } from '../../test/support/refusals.ts';
import { concatBytes, utf8 } from '../encoding/bytes.ts';
import { decodeCbor, encodeCbor } from '../encoding/cbor.ts';
import { generateSigningSeed, signBytes } from './primitives/signing.ts';
import {
  SIGNING_CONTEXTS,
  openSignedMessage,
  peekUnverified,
  signMessage,
} from './signed-message.ts';

const { key } = await generateSigningSeed();
const { key: stranger } = await generateSigningSeed();
const PAYLOAD = { n: 1, text: 'x', list: [1, 2] };

function keyFor(kid: string): Uint8Array<ArrayBuffer> | undefined {
  return kid === key.kid ? key.publicKey : undefined;
}

function open(message: Uint8Array): Promise<string> {
  return refusalOf(() => openSignedMessage(message, 'batch-manifest', keyFor));
}

describe('signed message', () => {
  it('opens to the payload that was signed, with the signer’s key id', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...SIGNING_CONTEXTS),
        fc.object({
          withBigInt: false,
          values: [fc.string(), fc.integer(), fc.boolean(), fc.constant(null)],
        }),
        async (context, payload) => {
          const message = await signMessage(key, context, payload);
          const opened = await openSignedMessage(message, context, keyFor);
          expect(opened.kid).toBe(key.kid);
          expect(encodeCbor(opened.payload)).toEqual(encodeCbor(payload));
        },
      ),
      { numRuns: 50 },
    );
  });

  it('is equal for equal content, so that its hash names it', async () => {
    const a = await signMessage(key, 'batch-manifest', { a: 1, b: 2 });
    expect(await signMessage(key, 'batch-manifest', { b: 2, a: 1 })).toEqual(a);
  });

  it('is worth nothing in any other context, even relabelled', async () => {
    for (const context of SIGNING_CONTEXTS.filter((name) => name !== 'batch-manifest')) {
      const message = await signMessage(key, context, PAYLOAD);
      expect(await open(message)).toBe('crypto.signature-invalid');
      const relabelled = encodeCbor({ ...(decodeCbor(message) as object), ctx: 'batch-manifest' });
      expect(await open(relabelled)).toBe('crypto.signature-invalid');
    }
  });

  it('in another context is refused before anybody asks whose key it is', async () => {
    const message = await signMessage(stranger, 'batch-receipt', PAYLOAD);
    expect(await open(message)).toBe('crypto.signature-invalid');
  });

  it('signed over the bare payload, without its context, is refused', async () => {
    const payload = encodeCbor(PAYLOAD);
    const sig = await signBytes(key, payload);
    expect(await open(encodeCbor({ ctx: 'batch-manifest', kid: key.kid, payload, sig }))).toBe(
      'crypto.signature-invalid',
    );
  });

  it('is refused for every turned bit, always with one of our errors', async () => {
    const message = await signMessage(key, 'batch-manifest', PAYLOAD);
    const codes = new Set<string>();
    for (let i = 0; i < message.length; i++) {
      for (let bit = 0; bit < 8; bit++) codes.add(await open(flipBit(message, i, bit)));
    }
    expect([...codes].sort()).toEqual([
      'crypto.input-invalid',
      'crypto.key-unknown',
      'crypto.signature-invalid',
    ]);
  });

  it('is refused when cut at any byte or longer by one', async () => {
    const message = await signMessage(key, 'batch-manifest', PAYLOAD);
    for (let length = 0; length < message.length; length++) {
      expect(await open(message.slice(0, length))).toBe('crypto.input-invalid');
    }
    expect(await open(concatBytes(message, Uint8Array.of(0xf6)))).toBe('crypto.input-invalid');
  });

  it('of a stranger is refused: unknown under its own key id, invalid under ours', async () => {
    const message = await signMessage(stranger, 'batch-manifest', PAYLOAD);
    expect(await open(message)).toBe('crypto.key-unknown');
    const claimed = encodeCbor({ ...(decodeCbor(message) as object), kid: key.kid });
    expect(await open(claimed)).toBe('crypto.signature-invalid');
  });

  it('takes no unsigned property along: one message has one hash', async () => {
    const message = await signMessage(key, 'batch-manifest', PAYLOAD);
    const padded = encodeCbor({ ...(decodeCbor(message) as object), note: 'x' });
    expect(await open(padded)).toBe('crypto.input-invalid');
  });

  it('can be looked into before it is verified, and noise is refused', async () => {
    const message = await signMessage(stranger, 'batch-receipt', PAYLOAD);
    expect(peekUnverified(message)).toEqual({
      context: 'batch-receipt',
      kid: stranger.kid,
      payload: PAYLOAD,
    });
    await fc.assert(
      fc.asyncProperty(bytes({ maxLength: 100 }), async (noise) => {
        expect(await open(noise)).toBe('crypto.input-invalid');
        expect(await refusalOf(() => peekUnverified(noise))).toBe('crypto.input-invalid');
      }),
    );
  });

  it('with a payload that is no CBOR is refused before and after verification', async () => {
    const payload = utf8('not cbor');
    const sig = await signBytes(key, concatBytes(utf8('fieldseal/1/batch-manifest\0'), payload));
    const message = encodeCbor({ ctx: 'batch-manifest', kid: key.kid, payload, sig });
    expect(await open(message)).toBe('crypto.input-invalid');
    expect(await refusalOf(() => peekUnverified(message))).toBe('crypto.input-invalid');
  });
});

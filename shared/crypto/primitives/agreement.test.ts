import { x25519 as noble } from '@noble/curves/ed25519.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes } from '../../../test/support/bytes-arbitrary.ts';
import { refusalOf } from '../../../test/support/refusals.ts';
import { fromHex, toHex } from '../../encoding/bytes.ts';
import { x25519 } from './agreement.ts';

const key32 = bytes({ minLength: 32, maxLength: 32 });

describe('X25519', () => {
  it.each([
    [
      'a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4',
      'e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c',
      'c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552',
    ],
    [
      '4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d',
      'e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493',
      '95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957',
    ],
  ])('gives the published results (RFC 7748 section 5.2): %s', async (scalar, point, result) => {
    expect(toHex(await x25519(fromHex(scalar), fromHex(point)))).toBe(result);
  });

  it('gives both holders the published secret (RFC 7748 section 6.1)', async () => {
    const alice = fromHex('77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a');
    const bob = fromHex('5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb');
    const secret = '4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742';
    const alicePublic = fromHex('8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a');
    const bobPublic = fromHex('de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f');
    expect(toHex(await x25519(alice, bobPublic))).toBe(secret);
    expect(toHex(await x25519(bob, alicePublic))).toBe(secret);
  });

  it('agrees with noble for any two keys', async () => {
    await fc.assert(
      fc.asyncProperty(key32, key32, async (own, other) => {
        const point = Uint8Array.from(noble.getPublicKey(other));
        const shared = Uint8Array.from(noble.getSharedSecret(own, point));
        expect(await x25519(own, point)).toEqual(shared);
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    ['zero', '00'.repeat(32)],
    ['one', `01${'00'.repeat(31)}`],
    ['a point of order 8', 'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800'],
    ['p - 1', `ec${'ff'.repeat(30)}7f`],
  ])('refuses %s, which gives zero for every key', async (_what, point) => {
    expect(await refusalOf(() => x25519(new Uint8Array(32).fill(7), fromHex(point)))).toBe(
      'crypto.input-invalid',
    );
  });

  it('refuses keys of another length and says nothing of their content', async () => {
    const key = new Uint8Array(32).fill(9);
    for (const [own, other] of [
      [key.slice(1), key],
      [new Uint8Array(33), key],
      [key, key.slice(1)],
      [key, new Uint8Array(0)],
    ] as const) {
      await expect(x25519(own, other)).rejects.toMatchObject({
        code: 'crypto.input-invalid',
        details: { field: 'x25519' },
      });
    }
  });

  it('overwrites its own copy of the private key, not the caller’s', async () => {
    const key = new Uint8Array(32).fill(9);
    await x25519(key, Uint8Array.from(noble.getPublicKey(key)));
    expect(key).toEqual(new Uint8Array(32).fill(9));
  });
});

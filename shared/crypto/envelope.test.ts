import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes, flipBit } from '../../test/support/bytes-arbitrary.ts';
import { refusalOf } from '../../test/support/refusals.ts';
import { concatBytes, toHex, utf8 } from '../encoding/bytes.ts';
import { decodeCbor, encodeCbor } from '../encoding/cbor.ts';
import {
  ENVELOPE_PROFILES,
  envelopeKeyId,
  openEnvelope,
  sealEnvelope,
  type AssociatedData,
} from './envelope.ts';
import { importAeadKey } from './primitives/aead.ts';

const key = await importAeadKey(new Uint8Array(32).fill(7));
const other = await importAeadKey(new Uint8Array(32).fill(8));
const BOUND: AssociatedData = { programmeId: 'p', recordId: 'r', version: 1 };
const SECRET = utf8('family name');

/** Knows the test's key under one name only. */
function keyFor(kid: string): CryptoKey | undefined {
  return kid === 'k1' ? key : undefined;
}

function seal(): Promise<Uint8Array<ArrayBuffer>> {
  return sealEnvelope(key, 'k1', 'draft', BOUND, SECRET);
}

/** The envelope's properties, changed, and encoded again. */
function rewrite(envelope: Uint8Array, changes: Readonly<Record<string, unknown>>): Uint8Array {
  return encodeCbor({ ...(decodeCbor(envelope) as object), ...changes });
}

function open(envelope: Uint8Array): Promise<string> {
  return refusalOf(() => openEnvelope(keyFor, 'draft', BOUND, envelope));
}

describe('envelope', () => {
  it('opens to what was sealed, for any content, key id and binding', async () => {
    const bound = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer()), {
      noNullPrototype: true,
    });
    await fc.assert(
      fc.asyncProperty(
        bytes({ maxLength: 400 }),
        fc.string({ minLength: 1, maxLength: 40 }),
        fc.constantFrom(...ENVELOPE_PROFILES),
        bound,
        async (content, kid, profile, binding) => {
          const envelope = await sealEnvelope(key, kid, profile, binding, content);
          expect(envelopeKeyId(envelope)).toBe(kid);
          const asked = (named: string) => (named === kid ? key : undefined);
          expect(await openEnvelope(asked, profile, binding, envelope)).toEqual(content);
        },
      ),
      { numRuns: 80 },
    );
  });

  it('holds nothing of the content in the clear', async () => {
    const envelope = await seal();
    expect(toHex(envelope)).not.toContain(toHex(SECRET));
    expect(toHex(envelope)).not.toContain(toHex(SECRET.slice(0, 4)));
  });

  it('is refused for every turned bit of every byte, always with one of our errors', async () => {
    const envelope = await seal();
    const codes = new Set<string>();
    for (let i = 0; i < envelope.length; i++) {
      for (let bit = 0; bit < 8; bit++) codes.add(await open(flipBit(envelope, i, bit)));
    }
    expect([...codes].sort()).toEqual([
      'crypto.algorithm-unknown',
      'crypto.key-unknown',
      'crypto.open-failed',
      'crypto.version-unknown',
    ]);
  });

  it('is refused when cut at any byte or longer by one', async () => {
    const envelope = await seal();
    for (let length = 0; length < envelope.length; length++) {
      expect(await open(envelope.slice(0, length))).toBe('crypto.open-failed');
    }
    expect(await open(concatBytes(envelope, Uint8Array.of(0)))).toBe('crypto.open-failed');
  });

  it.each([
    ['another version', { v: 2 }, 'crypto.version-unknown'],
    ['version 0', { v: 0 }, 'crypto.version-unknown'],
    ['a version that is no number', { v: '1' }, 'crypto.open-failed'],
    ['another algorithm', { alg: 'none' }, 'crypto.algorithm-unknown'],
    ['a missing algorithm', { alg: undefined }, 'crypto.open-failed'],
    ['an unknown key', { kid: 'k2' }, 'crypto.key-unknown'],
    ['an empty key id', { kid: '' }, 'crypto.open-failed'],
    ['another profile', { aad: 'record' }, 'crypto.open-failed'],
    ['an unknown profile', { aad: 'letter' }, 'crypto.open-failed'],
    ['a short nonce', { nonce: new Uint8Array(11) }, 'crypto.open-failed'],
    ['no ciphertext', { ct: new Uint8Array(0) }, 'crypto.open-failed'],
    ['a property too many', { extra: 1 }, 'crypto.open-failed'],
  ])('with %s is refused', async (_what, changes, code) => {
    expect(await open(rewrite(await seal(), changes))).toBe(code);
  });

  it('says which version it found, so that the user can be told to update', async () => {
    const envelope = rewrite(await seal(), { v: 9 });
    await expect(openEnvelope(keyFor, 'draft', BOUND, envelope)).rejects.toMatchObject({
      details: { found: 9, known: 1 },
    });
  });

  it('cannot be passed off as another kind', async () => {
    for (const profile of ENVELOPE_PROFILES.filter((name) => name !== 'draft')) {
      const envelope = await seal();
      expect(await refusalOf(() => openEnvelope(keyFor, profile, BOUND, envelope))).toBe(
        'crypto.open-failed',
      );
      const relabelled = rewrite(envelope, { aad: profile });
      expect(await refusalOf(() => openEnvelope(keyFor, profile, BOUND, relabelled))).toBe(
        'crypto.open-failed',
      );
    }
  });

  it.each<[string, AssociatedData]>([
    ['another record', { ...BOUND, recordId: 's' }],
    ['another version of the record', { ...BOUND, version: 2 }],
    ['a version that is text', { ...BOUND, version: '1' }],
    ['a part left out', { programmeId: 'p', recordId: 'r' }],
    ['a part more', { ...BOUND, deviceId: 'd' }],
    ['values that only join to the same text', { programmeId: 'pr', recordId: '', version: 1 }],
  ])('cannot be moved to %s', async (_what, bound) => {
    const envelope = await seal();
    expect(await refusalOf(() => openEnvelope(keyFor, 'draft', bound, envelope))).toBe(
      'crypto.open-failed',
    );
  });

  it('does not open under another key that goes by the same name, nor under its own by another', async () => {
    const envelope = await seal();
    expect(await refusalOf(() => openEnvelope(() => other, 'draft', BOUND, envelope))).toBe(
      'crypto.open-failed',
    );
    const renamed = rewrite(envelope, { kid: 'k2' });
    expect(await refusalOf(() => openEnvelope(() => key, 'draft', BOUND, renamed))).toBe(
      'crypto.open-failed',
    );
  });

  it('random bytes are refused, never anything but our error', async () => {
    await fc.assert(
      fc.asyncProperty(bytes({ maxLength: 120 }), async (noise) => {
        expect(await open(noise)).toBe('crypto.open-failed');
        expect(await refusalOf(() => envelopeKeyId(noise))).toBe('crypto.open-failed');
      }),
    );
  });
});

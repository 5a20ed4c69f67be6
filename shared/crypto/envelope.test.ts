import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { bytes, flipBit } from '../../test/support/bytes-arbitrary.ts';
import { refusalOf } from '../../test/support/refusals.ts';
import { concatBytes, fromHex, fromUtf8, toHex, utf8 } from '../encoding/bytes.ts';
import { decodeCbor, encodeCbor } from '../encoding/cbor.ts';
import { ENVELOPE_PROFILES, type EnvelopeProfile } from './envelope-format.ts';
import { envelopeKeyId, openEnvelope, sealEnvelope, type AssociatedData } from './envelope.ts';
import { importAeadKey, type SealingKey } from './primitives/aead.ts';
import { nobleAeadKey } from './primitives/aead-noble.ts';

const key = await importAeadKey(new Uint8Array(32).fill(7));
const other = await importAeadKey(new Uint8Array(32).fill(8));
const chacha = nobleAeadKey('XC20P', new Uint8Array(32).fill(7));
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

/** Envelopes as the first release stored them, under the key of bytes 00 to 1f. */
const FIRST_WRITTEN: readonly {
  readonly profile: EnvelopeProfile;
  readonly kid: string;
  readonly bound: AssociatedData;
  readonly envelope: string;
}[] = [
  {
    profile: 'draft',
    kid: 'draft/op-1',
    bound: { operatorId: 'op-1', draftId: 'd-7' },
    envelope:
      'a66176016263745823c360a02cef1271ca3a57e403a3126cca309dbfde59baf5bd801f6eb81fb2c00440ce206361616465647261667463616c67674132353647434d636b69646a64726166742f6f702d31656e6f6e63654cdc808589c41f5a3539485d23',
  },
  {
    profile: 'record',
    kid: 'record/r-1/2',
    bound: {
      programmeId: 'p',
      recordId: 'r-1',
      version: 2,
      deviceId: 'd',
      areaId: 'a',
      schemaVersion: 1,
    },
    envelope:
      'a661760162637458235f33799e2e7b27cf0419039ca049234b7574bcaf6b915c94676c26d0c7f764de7146e363616164667265636f726463616c67674132353647434d636b69646c7265636f72642f722d312f32656e6f6e63654c8d2d18b71ccd60bca90ab6ee',
  },
  {
    profile: 'index-page',
    kid: 'store/op-1',
    bound: { page: 3 },
    envelope:
      'a6617601626374582387c632ab4a701dec18f1b63b73e018cd42a52fb4cba1a347c16575808abd2905469d71636161646a696e6465782d7061676563616c67674132353647434d636b69646a73746f72652f6f702d31656e6f6e63654c6ad2811d201d8a1208588a33',
  },
];

describe('envelope', () => {
  it('opens to what was sealed, for any content, key id, binding and algorithm', async () => {
    const bound = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer()), {
      noNullPrototype: true,
    });
    await fc.assert(
      fc.asyncProperty(
        bytes({ maxLength: 400 }),
        fc.string({ minLength: 1, maxLength: 40 }),
        fc.constantFrom(...ENVELOPE_PROFILES),
        bound,
        fc.constantFrom<SealingKey>(key, chacha),
        async (content, kid, profile, binding, sealing) => {
          const envelope = await sealEnvelope(sealing, kid, profile, binding, content);
          expect(envelopeKeyId(envelope)).toBe(kid);
          const asked = (named: string) => (named === kid ? sealing : undefined);
          expect(await openEnvelope(asked, profile, binding, envelope)).toEqual(content);
        },
      ),
      { numRuns: 80 },
    );
  });

  it.each(FIRST_WRITTEN)('opens what the first release wrote ($profile)', async (sample) => {
    const released = await importAeadKey(Uint8Array.from({ length: 32 }, (_, index) => index));
    const asked = (named: string) => (named === sample.kid ? released : undefined);
    const plain = await openEnvelope(asked, sample.profile, sample.bound, fromHex(sample.envelope));
    expect(fromUtf8(plain)).toBe('Amina ليلى 1990');
  });

  it('is refused for any turned bit at any place, any cut and any other binding, whatever it holds', async () => {
    await fc.assert(
      fc.asyncProperty(
        bytes({ maxLength: 60 }),
        fc.constantFrom<SealingKey>(key, chacha),
        fc.nat(),
        fc.integer({ min: 0, max: 7 }),
        async (content, sealing, place, bit) => {
          const envelope = await sealEnvelope(sealing, 'k1', 'draft', BOUND, content);
          const asked = (named: string) => (named === 'k1' ? sealing : undefined);
          const at = place % envelope.length;
          for (const [bound, changed] of [
            [BOUND, flipBit(envelope, at, bit)],
            [BOUND, envelope.slice(0, at)],
            [{ ...BOUND, version: 2 + place }, envelope],
          ] as const) {
            expect(await refusalOf(() => openEnvelope(asked, 'draft', bound, changed))).toMatch(
              /^crypto\.(?:open-failed|key-unknown|algorithm-unknown|version-unknown)$/u,
            );
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it('names its algorithm, and opens under no key of another', async () => {
    const aes = await seal();
    const xchacha = await sealEnvelope(chacha, 'k1', 'draft', BOUND, SECRET);
    expect(decodeCbor(aes)).toMatchObject({ v: 1, alg: 'A256GCM', kid: 'k1', aad: 'draft' });
    expect(decodeCbor(xchacha)).toMatchObject({ v: 1, alg: 'XC20P', kid: 'k1', aad: 'draft' });
    for (const [envelope, wrong] of [
      [aes, chacha],
      [xchacha, key],
      [rewrite(xchacha, { alg: 'A256GCM' }), chacha],
      [rewrite(aes, { alg: 'XC20P', nonce: new Uint8Array(24) }), chacha],
    ] as const) {
      expect(await refusalOf(() => openEnvelope(() => wrong, 'draft', BOUND, envelope))).toBe(
        'crypto.open-failed',
      );
    }
  });

  it('binds the algorithm where it is not the first one', async () => {
    const { nonce, ct } = decodeCbor(
      await sealEnvelope(chacha, 'k1', 'draft', BOUND, SECRET),
    ) as Record<'nonce' | 'ct', Uint8Array<ArrayBuffer>>;
    const aad = encodeCbor(['fieldseal-envelope', 1, 'draft', 'k1', BOUND, 'XC20P']);
    expect(await chacha.open(nonce, ct, aad)).toEqual(SECRET);
  });

  it('is not made with an algorithm that envelopes do not have', async () => {
    const c20p = nobleAeadKey('C20P', new Uint8Array(32));
    await expect(sealEnvelope(c20p, 'k1', 'draft', BOUND, SECRET)).rejects.toThrow(
      new RangeError('no envelope of C20P'),
    );
  });

  it('does not even ask a key of another algorithm', async () => {
    const open = vi.fn(async () => SECRET);
    const careless: SealingKey = { ...chacha, open };
    const envelope = await seal();
    expect(await refusalOf(() => openEnvelope(() => careless, 'draft', BOUND, envelope))).toBe(
      'crypto.open-failed',
    );
    expect(open).not.toHaveBeenCalled();
  });

  it('of the wrong shape does not even tell its key id', async () => {
    const envelope = await seal();
    for (const changes of [{ nonce: new Uint8Array(24) }, { ct: new Uint8Array(15) }]) {
      expect(await refusalOf(() => envelopeKeyId(rewrite(envelope, changes)))).toBe(
        'crypto.open-failed',
      );
    }
    expect(envelopeKeyId(rewrite(envelope, { ct: new Uint8Array(16) }))).toBe('k1');
    await expect(openEnvelope(keyFor, 'draft', BOUND, Uint8Array.of(0xff))).rejects.toMatchObject({
      cause: expect.any(Error) as Error,
    });
  });

  it('opens with every key that was kept, each found by its id', async () => {
    const ring = new Map<string, SealingKey>([
      ['draft/op', key],
      ['draft/op/2', other],
      ['draft/op/3', chacha],
    ]);
    for (const [kid, kept] of ring) {
      const envelope = await sealEnvelope(kept, kid, 'draft', BOUND, SECRET);
      expect(await openEnvelope((named) => ring.get(named), 'draft', BOUND, envelope)).toEqual(
        SECRET,
      );
    }
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
    [
      'an algorithm of ours that envelopes do not have',
      { alg: 'C20P' },
      'crypto.algorithm-unknown',
    ],
    ['a key id of 129 characters', { kid: 'k'.repeat(129) }, 'crypto.open-failed'],
    ['a short nonce', { nonce: new Uint8Array(11) }, 'crypto.open-failed'],
    ['a nonce of another algorithm’s length', { nonce: new Uint8Array(24) }, 'crypto.open-failed'],
    ['ciphertext shorter than a tag', { ct: new Uint8Array(15) }, 'crypto.open-failed'],
    ['no ciphertext', { ct: new Uint8Array(0) }, 'crypto.open-failed'],
    ['a property too many', { extra: 1 }, 'crypto.open-failed'],
  ])('with %s is refused', async (_what, changes, code) => {
    expect(await open(rewrite(await seal(), changes))).toBe(code);
  });

  it('says which version or algorithm it found, so that the user can be told to update', async () => {
    const envelope = rewrite(await seal(), { v: 9 });
    await expect(openEnvelope(keyFor, 'draft', BOUND, envelope)).rejects.toMatchObject({
      details: { found: 9, known: 1 },
    });
    const foreign = rewrite(await seal(), { alg: 'A512' });
    await expect(openEnvelope(keyFor, 'draft', BOUND, foreign)).rejects.toMatchObject({
      details: { found: 'A512' },
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

import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { hpkeOpen, importAgreementSecret } from '../../shared/crypto/primitives/hpke.ts';
import { fromHex, fromUtf8, toHex, type Bytes } from '../../shared/encoding/bytes.ts';
import { absence, readReference } from '../support/reference-data.ts';
import { sealWithSharedSecret } from './independent-hpke.ts';

/** Numbers of our suite in RFC 9180 section 7. */
const OUR_SUITE = { mode: 0, kem_id: 0x20, kdf_id: 1, aead_id: 2 };

const Vector = z.object({
  mode: z.number(),
  kem_id: z.number(),
  kdf_id: z.number(),
  aead_id: z.number(),
  info: z.string(),
  skRm: z.string(),
  pkRm: z.string(),
  enc: z.string(),
  encryptions: z.array(z.object({ aad: z.string(), ct: z.string(), pt: z.string() })),
});
type Vector = z.infer<typeof Vector>;

/** The vector of our suite among those published with RFC 9180; its appendix prints none of this suite. */
const KNOWN: Vector = {
  ...OUR_SUITE,
  info: '4f6465206f6e2061204772656369616e2055726e',
  skRm: '497b4502664cfea5d5af0b39934dac72242a74f8480451e1aee7d6a53320333d',
  pkRm: '430f4b9859665145a6b1ba274024487bd66f03a2dd577d7753c68d7d7d00c00c',
  enc: '6c93e09869df3402d7bf231bf540fadd35cd56be14f97178f0954db94b7fc256',
  encryptions: [
    {
      aad: '436f756e742d30',
      pt: '4265617574792069732074727574682c20747275746820626561757479',
      ct: 'e5d84cd531cfb583096e7cfa9641bd3079cf3a91cda813c52deb5f512be9931980a41de125a925cdad859d5b7a',
    },
  ],
};

/** Diffie-Hellman result of `skRm` and `enc`. */
const KNOWN_DH = '98fdfbcb860bc6c218a3fd783062ae1f37af6e3581619eea9591818d746aa50b';

async function openFirst(vector: Vector): Promise<Bytes> {
  const [first] = vector.encryptions;
  if (first === undefined) throw new Error('a vector without encryptions');
  const key = await importAgreementSecret(fromHex(vector.skRm), fromHex(vector.pkRm));
  const sealed = { enc: fromHex(vector.enc), ct: fromHex(first.ct) };
  return hpkeOpen(key, sealed, fromUtf8(fromHex(vector.info)), fromHex(first.aad));
}

describe('HPKE, vectors of RFC 9180', () => {
  it('opens the published message of our suite', async () => {
    expect(fromUtf8(await openFirst(KNOWN))).toBe('Beauty is truth, truth beauty');
  });

  it('has a second program beside it that makes the same bytes', () => {
    // DH(skRm, enc) by that program's own arithmetic is checked by the Wycheproof tests.
    const [first] = KNOWN.encryptions;
    const ct = sealWithSharedSecret({
      shared: fromHex(KNOWN_DH),
      enc: fromHex(KNOWN.enc),
      recipient: fromHex(KNOWN.pkRm),
      info: 'Ode on a Grecian Urn',
      aad: fromHex(first?.aad ?? ''),
      plaintext: fromHex(first?.pt ?? ''),
    });
    expect(toHex(ct)).toBe(first?.ct);
  });

  const text = readReference('vectors/hpke-rfc9180-x25519-base.json');
  it.skipIf(text === null)(
    `opens the file’s message of our suite, and none of another${absence(text)}`,
    async () => {
      const all = z.array(z.looseObject({ aead_id: z.number() })).parse(JSON.parse(text ?? '[]'));
      const vectors = all
        .flatMap((value) => Vector.safeParse(value).data ?? [])
        .filter(({ encryptions }) => encryptions.length > 0);
      const ours = vectors.filter((vector) => vector.aead_id === OUR_SUITE.aead_id);
      expect(ours.length).toBeGreaterThan(0);
      for (const vector of ours) {
        expect(vector).toMatchObject(OUR_SUITE);
        expect(toHex(await openFirst(vector))).toBe(vector.encryptions[0]?.pt);
      }
      const others = vectors.filter((vector) => vector.aead_id !== OUR_SUITE.aead_id);
      expect(others.length).toBeGreaterThan(0);
      for (const vector of others)
        await expect(openFirst(vector)).rejects.toThrow('crypto.open-failed');
    },
  );
});

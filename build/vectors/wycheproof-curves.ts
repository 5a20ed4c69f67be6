import { ed25519, x25519 as nobleX25519 } from '@noble/curves/ed25519.js';
import { z } from 'zod';
import { x25519 } from '../../shared/crypto/primitives/agreement.ts';
import { verifyBytes } from '../../shared/crypto/primitives/signing.ts';
import { fromHex, toHex } from '../../shared/encoding/bytes.ts';
import { expectSame } from './outcome.ts';
import type { Verdict } from './wycheproof-verdict.ts';

const hex = z.string().transform(fromHex);
const PublicKey = z.object({ curve: z.literal('edwards25519'), pk: hex });
const Eddsa = z
  .object({ publicKey: PublicKey.optional(), key: PublicKey.optional(), msg: hex, sig: hex })
  .transform(({ publicKey, key, ...rest }, context) => {
    // Older files call the group's key `key`.
    const found = publicKey ?? key;
    if (found !== undefined) return { ...rest, pk: found.pk };
    context.addIssue('the group has no public key');
    return z.NEVER;
  });
const Xdh = z.object({
  curve: z.literal('curve25519'),
  public: hex,
  private: hex,
  shared: hex,
});

/** Ed25519 verification by the product, and strictly (without ZIP 215's leniency) by noble. */
export async function runEd25519(fields: unknown): Promise<readonly Verdict[]> {
  const { pk, msg, sig } = Eddsa.parse(fields);
  return [await verifyBytes(pk, msg, sig), nobleVerifies(sig, msg, pk)].map((valid) =>
    valid ? 'accepted' : 'refused',
  );
}

/** X25519 by the product and by noble. */
export async function runX25519(fields: unknown): Promise<readonly Verdict[]> {
  const { public: point, private: secret, shared } = Xdh.parse(fields);
  const programs: readonly (() => Promise<Uint8Array> | Uint8Array)[] = [
    () => x25519(secret, point),
    () => nobleX25519.getSharedSecret(secret, point),
  ];
  return Promise.all(
    programs.map(async (agree) => {
      let agreed: Uint8Array;
      try {
        agreed = await agree();
      } catch {
        return 'refused' as const;
      }
      expectSame('the shared secret', toHex(agreed), toHex(shared));
      return 'accepted' as const;
    }),
  );
}

function nobleVerifies(sig: Uint8Array, msg: Uint8Array, pk: Uint8Array): boolean {
  try {
    return ed25519.verify(sig, msg, pk, { zip215: false });
  } catch {
    return false;
  }
}

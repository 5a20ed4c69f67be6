import nodeCrypto from 'node:crypto';
import { hkdf as nobleHkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { z } from 'zod';
import { hkdf } from '../../shared/crypto/primitives/kdf.ts';
import { hmacSha256, prepareMac } from '../../shared/crypto/primitives/mac.ts';
import { equalBytes, fromHex, toHex, type Bytes } from '../../shared/encoding/bytes.ts';
import { expectSame } from './outcome.ts';
import type { Verdict } from './wycheproof-verdict.ts';

const hex = z.string().transform(fromHex);
const Mac = z.object({ tagSize: z.number(), key: hex, msg: hex, tag: hex });
const Hkdf = z.object({ ikm: hex, salt: hex, info: hex, size: z.number(), okm: hex });

/** Keys our index keys never have (under 256 bits) go through the primitive that takes any. */
const OWN_KEY_LENGTH = 32;

/** HMAC-SHA256, its tag cut to the group's length. */
export async function runHmac(fields: unknown): Promise<readonly Verdict[]> {
  const { key, msg, tag, tagSize } = Mac.parse(fields);
  const macs: readonly Uint8Array[] = [
    hmacSha256(key, msg),
    ...(key.length >= OWN_KEY_LENGTH ? [prepareMac(key)(msg)] : []),
    nodeCrypto.createHmac('sha256', key).update(msg).digest(),
  ];
  return macs.map((mac) =>
    equalBytes(mac.subarray(0, tagSize / 8), tag) ? 'accepted' : 'refused',
  );
}

/** HKDF-SHA256 of any length. */
export async function runHkdf(fields: unknown): Promise<readonly Verdict[]> {
  const { ikm, salt, info, size, okm } = Hkdf.parse(fields);
  const programs: readonly (() => Promise<Uint8Array> | Uint8Array)[] = [
    () => hkdf(ikm, salt, info, size),
    () => nobleHkdf(sha256, ikm, salt, info, size),
  ];
  return Promise.all(programs.map((derive) => derivedAs(derive, okm)));
}

async function derivedAs(
  derive: () => Promise<Uint8Array> | Uint8Array,
  published: Bytes,
): Promise<Verdict> {
  let derived: Uint8Array;
  try {
    derived = await derive();
  } catch {
    return 'refused';
  }
  expectSame('the derived key', toHex(derived), toHex(published));
  return 'accepted';
}

import { openSignedMessage, type SigningContext } from '../crypto/index.ts';
import type { PublicKeyRef } from '../domain/public-key-ref.ts';
import type { Bytes } from '../encoding/bytes.ts';
import { FieldsealError } from '../errors/fieldseal-error.ts';
import { selfNamedKey } from './public-keys.ts';
import type { ProvisioningFileKind } from './provisioning-file.ts';
import type { StickKind } from './stick-file.ts';

/** One thing that was looked at. `unchecked`: the file alone cannot prove it. */
export interface Finding {
  readonly state: 'good' | 'wrong' | 'unchecked';
  readonly what: string;
}

/** What stands in a file that travels, and what it proves. Nothing in it tells of a person. */
export interface Inspection {
  readonly kind: 'batch' | 'receipt' | StickKind | ProvisioningFileKind | 'unknown';
  /** Bytes of the whole file, and their hash: a batch's identity. */
  readonly size: number;
  readonly sha256: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** One for each item. */
  readonly lines: readonly string[];
  readonly findings: readonly Finding[];
}

/** What an inspection of one kind adds. */
export type InspectedContent = Omit<Inspection, 'size' | 'sha256'>;

/** The inspection of a file that can't be read further than to this finding. */
export function unreadable(kind: Inspection['kind'], error: unknown): InspectedContent {
  return { kind, facts: [], lines: [], findings: [{ state: 'wrong', what: reasonOf(error) }] };
}

/** The first version whose files hold the keys that prove them. */
const FIRST_WITH_KEYS = 3;

/** Keys under the ids that they give themselves; `isWhole` is false where one stands under a foreign id. */
export function keysIn(signers: readonly PublicKeyRef[]): {
  readonly keys: ReadonlyMap<string, Bytes>;
  readonly isWhole: boolean;
} {
  const keys = new Map<string, Bytes>();
  for (const signer of signers) {
    const key = selfNamedKey(signer);
    if (key !== undefined) keys.set(signer.kid, key);
  }
  return { keys, isWhole: keys.size === signers.length };
}

/** The signature around a whole file: one of version 3 or later must hold the key that proves it. */
export async function checkOuterSignature(
  message: Bytes,
  context: SigningContext,
  signers: readonly PublicKeyRef[],
  protocolVersion: number,
): Promise<Signature> {
  const { keys, isWhole } = keysIn(signers);
  const checked = await checkSignature(message, context, keys);
  const mustHold = protocolVersion >= FIRST_WITH_KEYS || signers.length > 0;
  if (!isWhole) return { state: 'wrong', reason: 'holds a key under a foreign id' };
  if (checked.state === 'unchecked' && mustHold) return { ...checked, state: 'wrong' };
  return checked;
}

/** What a signature came to. */
interface Signature {
  readonly state: Finding['state'];
  readonly reason: string;
}

/** Checks a signature by the keys that the file itself holds. */
export async function checkSignature(
  message: Bytes,
  context: SigningContext,
  keys: ReadonlyMap<string, Bytes>,
): Promise<Signature> {
  try {
    const { kid } = await openSignedMessage(message, context, (named) => keys.get(named));
    return { state: 'good', reason: `signed by key ${kid}` };
  } catch (error) {
    const isMissing = error instanceof FieldsealError && error.code === 'crypto.key-unknown';
    return isMissing
      ? { state: 'unchecked', reason: 'signed by a key that is not in the file' }
      : { state: 'wrong', reason: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  return error instanceof FieldsealError ? error.code : 'can’t be read';
}

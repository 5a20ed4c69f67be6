import { z } from 'zod';
import { hpkeOpen, importAgreementSecret } from '../../shared/crypto/index.ts';
import { equalBytes, fromUtf8, toHex, type Bytes } from '../../shared/encoding/bytes.ts';
import { checkByLibrary } from './hpke-library.ts';
import {
  MODES,
  nonceAt,
  referenceSuite,
  type ReferenceSuite,
  type Schedule,
} from './hpke-reference.ts';
import { HpkeVector } from './hpke-vector.ts';
import { expectSame, outcomeOf, type VectorOutcome } from './outcome.ts';

const EMPTY = new Uint8Array(0);
/** DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, base mode. */
const OURS = { mode: 0, kem_id: 0x20, kdf_id: 1, aead_id: 2 };
/** Messages looked through for a nonce that does not stand at its place in the list. */
const MOST_SEQUENCE = 65_536;

/** True for an array of RFC 9180's vectors. */
export function isHpkeFile(content: unknown): content is readonly unknown[] {
  return z.array(z.looseObject({ kem_id: z.number() })).safeParse(content).success;
}

/** Runs every vector: each counts one, with all its encryptions and exports. */
export async function runHpkeFile(file: readonly unknown[]): Promise<readonly VectorOutcome[]> {
  const outcomes: VectorOutcome[] = [];
  for (const [index, entry] of file.entries()) {
    outcomes.push(await outcomeOf(nameOf(index, entry), () => check(HpkeVector.parse(entry))));
  }
  return outcomes;
}

function nameOf(index: number, entry: unknown): string {
  const { mode, kem_id, kdf_id, aead_id } = entry as Partial<HpkeVector>;
  return `vector ${index} (mode ${mode}, KEM ${kem_id}, KDF ${kdf_id}, AEAD ${aead_id})`;
}

async function check(vector: HpkeVector): Promise<string | undefined> {
  if (vector.encryptions.length + vector.exports.length === 0) {
    throw new Error('neither encryptions nor exports to compare');
  }
  const suite = referenceSuite(vector);
  const schedule = checkKeys(suite, vector);
  const sequences = vector.encryptions.map((one, index) => sequenceOf(schedule, one.nonce, index));
  vector.encryptions.forEach(({ aad, ct, pt }, index) => {
    const sequence = sequences[index] ?? index;
    expectSame(`encryption ${index}`, toHex(suite.seal(schedule, sequence, aad, pt)), toHex(ct));
    expectSame(`decryption ${index}`, toHex(suite.open(schedule, sequence, aad, ct)), toHex(pt));
  });
  vector.exports.forEach(
    ({ exporter_context: context, L: length, exported_value: value }, index) => {
      const exported = suite.exportSecret(schedule, context, length);
      expectSame(`export ${index}`, toHex(exported), toHex(value));
    },
  );
  if (Object.entries(OURS).every(([part, id]) => vector[part as keyof typeof OURS] === id)) {
    await checkByProduct(vector, sequences);
  }
  if (vector.mode === MODES.base || vector.mode === MODES.psk) {
    await checkByLibrary(vector, sequences);
    return undefined;
  }
  return 'vectors with a sender’s key, a mode the product never uses: by the second program alone';
}

/** Every published value between the keys and the ciphertext. */
function checkKeys(suite: ReferenceSuite, vector: HpkeVector): Schedule {
  const { kem } = suite;
  const withSender = vector.mode === MODES.auth || vector.mode === MODES.authPsk;
  const recipient = { secret: vector.skRm, publicKey: kem.publicKeyOf(vector.skRm) };
  expectSame('pkRm', toHex(recipient.publicKey), toHex(vector.pkRm));
  for (const part of ['R', 'S', 'E'] as const) {
    const material = vector[`ikm${part}`];
    if (material === undefined) continue;
    const { secret, publicKey } = kem.derive(material);
    expectIfPublished(`sk${part}m`, secret, vector[`sk${part}m`]);
    expectIfPublished(`pk${part}m`, publicKey, vector[`pk${part}m`]);
  }
  if (withSender && vector.pkSm === undefined) throw new Error('the sender’s key is missing');
  const sender = withSender ? vector.pkSm : undefined;
  const shared = kem.decapsulate(vector.enc, recipient, sender);
  expectIfPublished('shared_secret', shared, vector.shared_secret);
  const { skEm, skSm } = vector;
  if (skEm !== undefined && (!withSender || skSm !== undefined)) {
    const ephemeral = { secret: skEm, publicKey: kem.publicKeyOf(skEm) };
    const own = skSm === undefined ? undefined : { secret: skSm, publicKey: kem.publicKeyOf(skSm) };
    expectSame('enc', toHex(ephemeral.publicKey), toHex(vector.enc));
    const sent = kem.encapsulate(ephemeral, vector.pkRm, withSender ? own : undefined);
    expectSame('the sender’s shared secret', toHex(sent), toHex(shared));
  }
  const schedule = suite.schedule(shared, vector.info, vector.psk ?? EMPTY, vector.psk_id ?? EMPTY);
  expectIfPublished('key_schedule_context', schedule.context, vector.key_schedule_context);
  expectIfPublished('secret', schedule.secret, vector.secret);
  expectIfPublished('key', schedule.key, vector.key);
  expectIfPublished('base_nonce', schedule.baseNonce, vector.base_nonce);
  expectIfPublished('exporter_secret', schedule.exporterSecret, vector.exporter_secret);
  return schedule;
}

function expectIfPublished(what: string, actual: Bytes, published: Bytes | undefined): void {
  if (published !== undefined) expectSame(what, toHex(actual), toHex(published));
}

/** Number of a message: its place in the list, unless its nonce says that the list has gaps. */
function sequenceOf(schedule: Schedule, nonce: Bytes | undefined, place: number): number {
  if (nonce === undefined) return place;
  for (let sequence = place; sequence < MOST_SEQUENCE; sequence++) {
    if (equalBytes(nonceAt(schedule.baseNonce, sequence), nonce)) return sequence;
  }
  throw new Error(`nonce ${place} is none of this context`);
}

/** Our own suite through the product's door, which sends one message for each key. */
async function checkByProduct(vector: HpkeVector, sequences: readonly number[]): Promise<void> {
  const first = vector.encryptions[sequences.indexOf(0)];
  if (first === undefined) return;
  const key = await importAgreementSecret(vector.skRm, vector.pkRm);
  const sealed = { enc: vector.enc, ct: first.ct };
  const opened = await hpkeOpen(key, sealed, fromUtf8(vector.info), first.aad);
  expectSame('the product’s decryption', toHex(opened), toHex(first.pt));
}

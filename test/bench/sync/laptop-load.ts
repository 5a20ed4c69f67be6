/** Batches that are made before the clock runs, and laptops that send them. */
import { randomBytes, randomUUID } from 'node:crypto';
import http from 'node:http';
import { makeItem, startChain, type MadeItem } from '../../../server/test/sealed-batches.ts';
import type { ActiveParty, Administrator } from '../../../server/test/provision.ts';
import { nowSeconds } from '../../../server/test/test-client.ts';
import {
  createDpopProof,
  issueAccessToken,
  keyThumbprint,
  peekUnverified,
  sha256,
  signMessage,
  type SigningKey,
} from '../../../shared/crypto/index.ts';
import { toHex, type Bytes } from '../../../shared/encoding/bytes.ts';
import { BINARY_CONTENT_TYPE, ROUTES } from '../../../shared/sync/http-api.ts';
import { RegistrantItem } from '../../../shared/sync/registrant-item.ts';

export const ITEMS_PER_BATCH = 100;
export const TOKENS_PER_ITEM = 6;
/** A sealed record's ciphertext, so that a signed item is about 2 kB. */
const ENVELOPE_TEXT = 300;
const TOKEN_SECONDS = 600;

/** A batch and the headers that let its laptop send it, once. */
export interface ReadyBatch {
  readonly bytes: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** What one send came to. */
export interface Sent {
  readonly status: number;
  readonly milliseconds: number;
}

/** Makes items of one shape: of each only id, tokens and signature are its own, which is what the server looks at. */
export async function itemMaker(
  administrator: Administrator,
  party: ActiveParty,
): Promise<() => Promise<MadeItem>> {
  const sample = await makeItem(administrator, party, {
    answers: { note: 'x'.repeat(ENVELOPE_TEXT) },
  });
  const template = RegistrantItem.parse(peekUnverified(sample.bytes).payload);
  return async () => {
    const recordId = randomUUID();
    const item: RegistrantItem = {
      ...template,
      binding: { ...template.binding, recordId },
      tokens: Array.from({ length: TOKENS_PER_ITEM }, () => ({
        fieldId: 'nationalId',
        kind: 'exact' as const,
        token: randomBytes(16).toString('base64url'),
      })),
    };
    const bytes = await signMessage(party.operatorKey, 'registrant-item', item);
    return { bytes, entry: { ...sample.entry, recordId }, itemHash: toHex(sha256(bytes)) };
  };
}

/** A laptop's batches, each following the one before. */
export async function makeBatches(
  administrator: Administrator,
  party: ActiveParty,
  count: number,
): Promise<readonly Bytes[]> {
  const make = await itemMaker(administrator, party);
  const chain = startChain(administrator, party);
  const batches: Bytes[] = [];
  for (let batch = 0; batch < count; batch++) {
    const items: MadeItem[] = [];
    for (let item = 0; item < ITEMS_PER_BATCH; item++) items.push(await make());
    batches.push((await chain.next(items)).bytes);
  }
  return batches;
}

/** Token and proof for each batch, as the server issues and the laptop makes them; good for ten minutes. */
export async function makeReady(
  origin: string,
  serverKey: SigningKey,
  party: ActiveParty,
  batches: readonly Bytes[],
): Promise<readonly ReadyBatch[]> {
  const { deviceKey } = party;
  const thumbprint = await keyThumbprint(deviceKey.publicKey);
  const claims = { kid: deviceKey.kid, kind: 'device' as const, thumbprint };
  const token = await issueAccessToken(serverKey, claims, nowSeconds(), TOKEN_SECONDS);
  const url = `${origin}${ROUTES.batches}`;
  const ready: ReadyBatch[] = [];
  for (const bytes of batches) {
    const dpop = await createDpopProof(deviceKey, 'POST', url, nowSeconds(), token);
    const headers = {
      authorization: `DPoP ${token}`,
      dpop,
      'content-type': BINARY_CONTENT_TYPE,
      'content-length': String(bytes.length),
    };
    ready.push({ bytes: Buffer.from(bytes), headers });
  }
  return ready;
}

/** Sends and waits for the whole answer. */
export function send(origin: string, agent: http.Agent, batch: ReadyBatch): Promise<Sent> {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const request = http.request(
      `${origin}${ROUTES.batches}`,
      { method: 'POST', agent, headers: batch.headers },
      (answer) => {
        answer.resume();
        answer.once('end', () => {
          resolve({ status: answer.statusCode ?? 0, milliseconds: performance.now() - start });
        });
        answer.once('error', reject);
      },
    );
    request.once('error', reject);
    request.end(batch.bytes);
  });
}

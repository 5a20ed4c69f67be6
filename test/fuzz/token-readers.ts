import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  assertionKeyId,
  createClientAssertion,
  createDpopProof,
  createProofNonces,
  generateSigningSeed,
  issueAccessToken,
  keyThumbprint,
  verifyAccessToken,
  verifyClientAssertion,
  verifyDpopProof,
} from '../../shared/crypto/index.ts';
import { utf8, type Bytes } from '../../shared/encoding/bytes.ts';
import { proofOf } from '../../server/auth/authenticate.ts';
import { announcedHash, checksumOf, requireVersion, wholeNumber } from '../../server/http/tus.ts';
import type { OutsideReader } from './outside-reader.ts';

/** All headers of a request together (Node's own limit). */
const HEADERS_LIMIT = 16 * 1024;
const ORIGIN = 'https://server.example';
const URL_OF_CALL = `${ORIGIN}/v1/batches`;

/** Access tokens, assertions and proofs, and the headers of uploads in pieces. */
export async function tokenReaders(): Promise<readonly OutsideReader[]> {
  const { key: server } = await generateSigningSeed();
  const { key: device } = await generateSigningSeed();
  const { publicKey } = device;
  const seconds = Math.floor(Date.now() / 1000);
  const nonces = await createProofNonces(server);
  const thumbprint = await keyThumbprint(publicKey);
  const claims = { kid: device.kid, kind: 'device', thumbprint } as const;
  const token = await issueAccessToken(server, claims, seconds, 600);
  const assertion = await createClientAssertion(device, ORIGIN, seconds);
  const assertionWithNonce = await createClientAssertion(device, ORIGIN, 0, nonces.issue(seconds));
  const proof = await createDpopProof(device, 'POST', URL_OF_CALL, seconds, token);
  const isFresh = (nonce: string): boolean => nonces.isFresh(nonce, seconds);
  const asked = { method: 'POST', url: URL_OF_CALL, publicKey, accessToken: token };
  const reader = (
    name: string,
    sample: string,
    read: (text: string) => unknown,
  ): OutsideReader => ({
    name,
    sample: utf8(sample),
    largest: HEADERS_LIMIT,
    read: (bytes) => read(latin1(bytes)),
  });
  return [
    reader('access token', token, (text) => verifyAccessToken(text, server.publicKey)),
    reader('client assertion', assertion, (text) =>
      verifyClientAssertion(text, publicKey, ORIGIN, isFresh),
    ),
    reader('key id of an assertion', assertion, assertionKeyId),
    reader('client assertion with a nonce', assertionWithNonce, (text) =>
      verifyClientAssertion(text, publicKey, ORIGIN, isFresh),
    ),
    reader('DPoP proof', proof, (text) => verifyDpopProof(text, asked, isFresh)),
    reader('nonce', nonces.issue(seconds), (text) => [
      nonces.isFresh(text, seconds),
      nonces.isAging(text, seconds),
    ]),
    reader('DPoP header', proof, (dpop) => proofOf({ dpop })),
    reader('Upload-Metadata', `batchHash ${btoa('a'.repeat(64))}`, (text) =>
      announcedHash(requestWith({ 'upload-metadata': text })),
    ),
    reader('Upload-Length', '123456', (text) =>
      wholeNumber(requestWith({ 'upload-length': text }), 'upload-length'),
    ),
    reader('Upload-Checksum', `sha256 ${btoa('a'.repeat(32))}`, (text) =>
      checksumOf(requestWith({ 'upload-checksum': text })),
    ),
    reader('Tus-Resumable', '1.0.0', (text) => {
      requireVersion(requestWith({ 'tus-resumable': text }), REPLY);
    }),
  ];
}

/** As headers arrive: one character for each byte. */
function latin1(bytes: Bytes): string {
  return Buffer.from(bytes).toString('latin1');
}

function requestWith(headers: Readonly<Record<string, string>>): FastifyRequest {
  return { headers } as unknown as FastifyRequest;
}

const REPLY = { headers: () => REPLY, header: () => REPLY } as unknown as FastifyReply;

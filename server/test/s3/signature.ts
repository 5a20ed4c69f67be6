import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Who may ask the stand-in, and for which region. */
export const TEST_CREDENTIALS = { accessKeyId: 'STANDIN', secretAccessKey: 'stand-in-secret' };
export const TEST_REGION = 'test-region';

const LARGEST_SKEW_MS = 15 * 60_000;
const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/u;

/**
 * What is wrong with a request's signature, as one of S3's error codes; undefined: nothing. By the published rules of
 * Signature Version 4 in headers, written without the client that the product uses.
 */
export function signatureFault(
  request: Pick<IncomingMessage, 'method' | 'url' | 'headers'>,
  body: Uint8Array,
): string | undefined {
  const { headers, method = '', url = '' } = request;
  const parts = AUTHORIZATION.exec(headers.authorization ?? '');
  if (parts === null) return 'AccessDenied';
  const [, keyId = '', day = '', region = '', signedHeaders = '', signature] = parts;
  const names = signedHeaders.split(';');
  const date = String(headers['x-amz-date']);
  if (keyId !== TEST_CREDENTIALS.accessKeyId) return 'InvalidAccessKeyId';
  if (region !== TEST_REGION) return 'AuthorizationHeaderMalformed';
  if (!names.includes('host') || !date.startsWith(day)) return 'AccessDenied';
  if (Math.abs(Date.now() - timeOf(date)) > LARGEST_SKEW_MS) return 'RequestTimeTooSkewed';
  const amazon = Object.keys(headers).filter((name) => name.startsWith('x-amz-'));
  if (!amazon.every((name) => names.includes(name))) return 'AccessDenied';
  const bodyHash = String(headers['x-amz-content-sha256']);
  if (bodyHash !== sha256Hex(body)) return 'XAmzContentSHA256Mismatch';
  const [path = '', query = ''] = url.split('?');
  const canonical = [
    method,
    path,
    query
      .split('&')
      .filter((pair) => pair !== '')
      .map((pair) => (pair.includes('=') ? pair : `${pair}=`))
      .sort()
      .join('&'),
    ...names.map((name) => `${name}:${String(headers[name]).trim()}`),
    '',
    signedHeaders,
    bodyHash,
  ].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', date, scope, sha256Hex(canonical)].join('\n');
  return hmac(signingKey(day, region), toSign).toString('hex') === signature
    ? undefined
    : 'SignatureDoesNotMatch';
}

function signingKey(day: string, region: string): Buffer {
  const secret = Buffer.from(`AWS4${TEST_CREDENTIALS.secretAccessKey}`);
  return [day, region, 's3', 'aws4_request'].reduce(hmac, secret);
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

export function sha256Hex(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Of `20261125T101500Z`. */
function timeOf(date: string): number {
  return Date.parse(date.replace(/^(....)(..)(..T..)(..)(..Z)$/u, '$1-$2-$3:$4:$5'));
}

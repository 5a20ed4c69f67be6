import { S3Client, S3ServiceException, type S3ClientConfig } from '@aws-sdk/client-s3';
import { addressAt, placeOf } from './object-store.ts';

const CONNECTION_TIMEOUT_MS = 3000;
/** Of one try: to an answer's head, and of silence while its body comes. */
const REQUEST_TIMEOUT_MS = 15_000;
/** Of a whole call, every try and pause among them. */
const CALL_TIMEOUT_MS = 40_000;
const TRIES = 4;

/** Where a bucket's objects lie. Endpoint, region and credentials are what AWS' own variables and files say. */
export interface S3Place {
  readonly bucket: string;
  /** Of all keys; '' or ending in `/`. */
  readonly prefix: string;
  /** The bucket stands in the path, not in the host's name. */
  readonly isPathStyle: boolean;
}

/** A bucket and how to talk to it. */
export interface Bucket extends S3Place {
  readonly client: S3Client;
}

/** What every request about one object says. */
export interface ObjectAt {
  readonly Bucket: string;
  readonly Key: string;
}

/**
 * A client that tries again with growing, random pauses where the store is busy, broken or out of reach. `settings` are for
 * tests.
 * @throws Error when no region is set.
 */
export async function openBucket(place: S3Place, settings: S3ClientConfig = {}): Promise<Bucket> {
  const client = new S3Client({
    forcePathStyle: place.isPathStyle,
    maxAttempts: TRIES,
    retryMode: 'standard',
    // The signature covers the SHA-256 of every body; other makers' stores refuse the checksums that AWS adds to that.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      socketTimeout: REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true,
    },
    ...settings,
  });
  await client.config.region();
  return { ...place, client };
}

/** The end of a call that has just begun. */
export function deadline(milliseconds = CALL_TIMEOUT_MS): { readonly abortSignal: AbortSignal } {
  return { abortSignal: AbortSignal.timeout(milliseconds) };
}

export function objectAt({ bucket, prefix }: S3Place, address: string): ObjectAt {
  return { Bucket: bucket, Key: prefix + placeOf(address).join('/') };
}

/** The address of what is ours; undefined for whatever else lies in the bucket. */
export function addressOf({ prefix }: S3Place, key: string): string | undefined {
  if (!key.startsWith(prefix)) return undefined;
  const [folder = '', name = '', ...rest] = key.slice(prefix.length).split('/');
  return rest.length === 0 ? addressAt(folder, name) : undefined;
}

/** Whether the store answered so (HTTP status). */
export function isStatus(error: unknown, status: number): boolean {
  return error instanceof S3ServiceException && error.$metadata.httpStatusCode === status;
}

/** Whether what was asked for is not there, by S3's own word: a bucket that is gone answers 404 as well. */
export function isAbsent(error: unknown, name: 'NoSuchKey' | 'NoSuchUpload'): boolean {
  return error instanceof S3ServiceException && error.name === name;
}

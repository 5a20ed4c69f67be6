import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  paginateListObjectsV2,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { copyBytes, type Bytes } from '../../shared/encoding/bytes.ts';
import { LARGEST_ATTACHMENT } from '../../shared/sync/attachment-item.ts';
import type { ObjectStore, StoredObject } from './object-store.ts';
import {
  addressOf,
  deadline,
  isAbsent,
  objectAt,
  openBucket,
  type Bucket,
  type S3Place,
} from './s3-bucket.ts';
import { claimBucket } from './s3-claim.ts';
import { abortUploads, putObject } from './s3-put.ts';

/** Who asks whether the server is ready asks again soon. */
const PING_TIMEOUT_MS = 3000;

/**
 * Objects under `<prefix>ab/cdef…` in a bucket of S3 or of a store that speaks its language. `settings` are for tests.
 * @throws Error when no region is set. Whether the bucket can be reached, `ping` says.
 */
export async function openS3Store(
  place: S3Place,
  settings: S3ClientConfig = {},
): Promise<ObjectStore> {
  const bucket = await openBucket(place, settings);
  const { client } = bucket;
  return {
    put: (address, bytes) => putObject(bucket, address, bytes),
    get: (address) => getObject(bucket, address),
    async delete(address) {
      await client.send(new DeleteObjectCommand(objectAt(bucket, address)), deadline());
    },
    list: () => listObjects(bucket),
    dropUnfinished: (before) => abortUploads(bucket, before),
    async ping() {
      const first = { Bucket: place.bucket, Prefix: place.prefix, MaxKeys: 1 };
      await client.send(new ListObjectsV2Command(first), deadline(PING_TIMEOUT_MS));
    },
    claim: (mark) => claimBucket(bucket, mark),
  };
}

async function getObject(bucket: Bucket, address: string): Promise<Bytes | undefined> {
  try {
    const get = new GetObjectCommand(objectAt(bucket, address));
    const { Body, ContentLength } = await bucket.client.send(get, deadline());
    if (Body === undefined) return undefined;
    // Nothing that we put is larger: who put that there shall not fill our memory.
    if (ContentLength === undefined || ContentLength > LARGEST_ATTACHMENT) {
      Body.transformToWebStream()
        .cancel()
        .catch(() => undefined);
      throw new RangeError('an object is larger than any attachment');
    }
    return copyBytes(await Body.transformToByteArray());
  } catch (error) {
    if (isAbsent(error, 'NoSuchKey')) return undefined;
    throw error;
  }
}

async function* listObjects(bucket: Bucket): AsyncGenerator<StoredObject> {
  const all = { Bucket: bucket.bucket, Prefix: bucket.prefix };
  for await (const { Contents = [] } of paginateListObjectsV2(bucket, all)) {
    for (const { Key = '', LastModified } of Contents) {
      const address = addressOf(bucket, Key);
      if (address !== undefined && LastModified !== undefined) {
        yield { address, storedAt: LastModified };
      }
    }
  }
}

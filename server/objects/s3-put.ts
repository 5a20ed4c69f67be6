import { setTimeout as pause } from 'node:timers/promises';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  PutObjectCommand,
  UploadPartCommand,
  type ListMultipartUploadsCommandOutput,
  type MultipartUpload,
} from '@aws-sdk/client-s3';
import type { Bytes } from '../../shared/encoding/bytes.ts';
import {
  addressOf,
  deadline,
  isAbsent,
  isStatus,
  objectAt,
  type Bucket,
  type ObjectAt,
} from './s3-bucket.ts';

/** The smallest part that S3 allows; what is no larger goes in one piece. */
const PART_BYTES = 5 * 1024 * 1024;
const NOT_FOUND = 404;
const CONFLICT = 409;
const PRECONDITION_FAILED = 412;
const MOST_BEGINNINGS = 4;
const LONGEST_PAUSE_MS = 250;

/**
 * Stores the object where there is none (`If-None-Match: *`). A store that does not know the condition writes the same
 * bytes again, which changes nothing.
 */
export async function putObject(bucket: Bucket, address: string, bytes: Bytes): Promise<void> {
  const until = deadline();
  for (let tries = 1; ; tries += 1) {
    try {
      if (bytes.length > PART_BYTES) await putInParts(bucket, address, bytes, until);
      else await putWhole(bucket, address, bytes, until);
      return;
    } catch (error) {
      // There already, perhaps by a try of this very put whose answer was lost.
      if (isStatus(error, PRECONDITION_FAILED)) return;
      if (!mayBeginAgain(error) || tries === MOST_BEGINNINGS) throw error;
      await pause(Math.random() * LONGEST_PAUSE_MS * tries);
    }
  }
}

/** It met another of the same object; or the upload is done, by a try whose answer was lost. */
function mayBeginAgain(error: unknown): boolean {
  return isStatus(error, CONFLICT) || isAbsent(error, 'NoSuchUpload');
}

type Until = ReturnType<typeof deadline>;

async function putWhole(
  bucket: Bucket,
  address: string,
  bytes: Bytes,
  until: Until,
): Promise<void> {
  const put = new PutObjectCommand({
    ...objectAt(bucket, address),
    Body: bytes,
    IfNoneMatch: '*',
    // The address is the checksum: the store holds the bytes against it, and keeps it.
    ChecksumSHA256: Buffer.from(address, 'hex').toString('base64'),
  });
  await bucket.client.send(put, until);
}

/** Two parts at the most as long as attachments are; where a line breaks, one is sent again and not all. */
async function putInParts(
  bucket: Bucket,
  address: string,
  bytes: Bytes,
  until: Until,
): Promise<void> {
  const { client } = bucket;
  const at = objectAt(bucket, address);
  // The condition is told at the end alone, when all parts were sent in vain.
  if (await isThere(bucket, at, until)) return;
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(at), until);
  const upload = { ...at, UploadId };
  try {
    const Parts: { readonly PartNumber: number; readonly ETag: string | undefined }[] = [];
    for (let start = 0; start < bytes.length; start += PART_BYTES) {
      const PartNumber = Parts.length + 1;
      const Body = bytes.subarray(start, start + PART_BYTES);
      const part = new UploadPartCommand({ ...upload, PartNumber, Body });
      const { ETag } = await client.send(part, until);
      Parts.push({ PartNumber, ETag });
    }
    const whole = { ...upload, MultipartUpload: { Parts }, IfNoneMatch: '*' };
    await client.send(new CompleteMultipartUploadCommand(whole), until);
  } catch (error) {
    // What is not finished costs room. If this fails too, the sweep does it.
    await abort(bucket, upload).catch(() => undefined);
    throw error;
  }
}

async function isThere({ client }: Bucket, at: ObjectAt, until: Until): Promise<boolean> {
  try {
    await client.send(new HeadObjectCommand(at), until);
    return true;
  } catch (error) {
    if (isStatus(error, NOT_FOUND)) return false;
    throw error;
  }
}

/** Aborts uploads in parts that were begun before then and never finished. */
export async function abortUploads(bucket: Bucket, before: Date): Promise<void> {
  for await (const { Key = '', UploadId, Initiated } of uploadsOf(bucket)) {
    const isOurs = addressOf(bucket, Key) !== undefined;
    if (!isOurs || Initiated === undefined || Initiated >= before) continue;
    await abort(bucket, { Bucket: bucket.bucket, Key, UploadId });
  }
}

async function* uploadsOf(bucket: Bucket): AsyncGenerator<MultipartUpload> {
  let from: Pick<ListMultipartUploadsCommandOutput, 'NextKeyMarker' | 'NextUploadIdMarker'> = {};
  for (;;) {
    const page: ListMultipartUploadsCommandOutput = await bucket.client.send(
      new ListMultipartUploadsCommand({
        Bucket: bucket.bucket,
        Prefix: bucket.prefix,
        KeyMarker: from.NextKeyMarker,
        UploadIdMarker: from.NextUploadIdMarker,
      }),
      deadline(),
    );
    yield* page.Uploads ?? [];
    if (page.IsTruncated !== true) return;
    from = page;
  }
}

/** One that is gone already is what was wanted. */
async function abort(
  { client }: Bucket,
  upload: ObjectAt & { readonly UploadId: string | undefined },
): Promise<void> {
  try {
    await client.send(new AbortMultipartUploadCommand(upload), deadline());
  } catch (error) {
    if (!isAbsent(error, 'NoSuchUpload')) throw error;
  }
}

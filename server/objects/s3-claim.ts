import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { MARK_NAME } from './object-store.ts';
import { deadline, isAbsent, isStatus, type Bucket, type ObjectAt } from './s3-bucket.ts';

const CONFLICT = 409;
const PRECONDITION_FAILED = 412;

/** See `ObjectStore.claim`. Reads first: a store that does not know the condition would write over another's mark. */
export async function claimBucket(bucket: Bucket, mark: string): Promise<string> {
  const at = { Bucket: bucket.bucket, Key: bucket.prefix + MARK_NAME };
  const found = await readMark(bucket, at);
  if (found !== undefined) return found;
  try {
    const put = new PutObjectCommand({ ...at, Body: mark, IfNoneMatch: '*' });
    await bucket.client.send(put, deadline());
  } catch (error) {
    if (!isStatus(error, PRECONDITION_FAILED) && !isStatus(error, CONFLICT)) throw error;
  }
  return (await readMark(bucket, at)) ?? '';
}

async function readMark({ client }: Bucket, at: ObjectAt): Promise<string | undefined> {
  try {
    const { Body } = await client.send(new GetObjectCommand(at), deadline());
    return await Body?.transformToString();
  } catch (error) {
    if (isAbsent(error, 'NoSuchKey')) return undefined;
    throw error;
  }
}

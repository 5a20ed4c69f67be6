import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { readConfig } from '../../config.ts';
import type { ObjectStore } from '../../objects/object-store.ts';
import { openS3Store } from '../../objects/s3-store.ts';
import { TEST_CREDENTIALS, TEST_REGION } from './signature.ts';
import { TEST_BUCKET, type StandInS3 } from './stand-in-s3.ts';

/** Below this the product's objects lie in the stand-in; what lies beside it is not ours. */
export const TEST_PREFIX = 'field/photos/';

/** The store that the product opens, on a stand-in. */
export function openTestS3(
  { endpoint }: Pick<StandInS3, 'endpoint'>,
  settings: S3ClientConfig = {},
): Promise<ObjectStore> {
  const place = { bucket: TEST_BUCKET, prefix: TEST_PREFIX, isPathStyle: true };
  return openS3Store(place, {
    endpoint,
    region: TEST_REGION,
    credentials: TEST_CREDENTIALS,
    ...settings,
  });
}

/** A bucket that whoever runs the tests lends them. */
export const REAL_S3 = process.env['FIELDSEAL_TEST_S3'];

export function openRealS3(): Promise<ObjectStore> {
  const { objects } = readConfig({
    FIELDSEAL_DATA_DIR: '.',
    FIELDSEAL_OBJECTS_URL: REAL_S3,
    FIELDSEAL_OBJECTS_PATH_STYLE: 'true',
  });
  if (objects === undefined) throw new Error('FIELDSEAL_TEST_S3 names no bucket');
  return openS3Store(objects);
}

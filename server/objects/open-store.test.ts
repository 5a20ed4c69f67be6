import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { addressOf, randomObject } from '../test/random-object.ts';
import { TEST_CREDENTIALS, TEST_REGION } from '../test/s3/signature.ts';
import { startStandInS3, TEST_BUCKET } from '../test/s3/stand-in-s3.ts';
import { openObjectStore } from './open-store.ts';

const { address, bytes } = randomObject(100);

let dataFolder: string;
beforeEach(async () => {
  dataFolder = await fs.mkdtemp(path.join(os.tmpdir(), 'fieldseal-open-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await fs.rm(dataFolder, { recursive: true });
});

test('without a bucket attachments lie in the data folder', async () => {
  const store = await openObjectStore({ dataFolder, objects: undefined });
  await store.put(address, bytes);
  const file = path.join(dataFolder, 'objects', address.slice(0, 2), address.slice(2));
  expect(addressOf(new Uint8Array(await fs.readFile(file)))).toBe(address);
});

test('a bucket is reached as AWS’ variables say, with the secret in a file', async () => {
  const s3 = await startStandInS3();
  const secret = path.join(dataFolder, 'credentials');
  const { accessKeyId, secretAccessKey } = TEST_CREDENTIALS;
  await fs.writeFile(
    secret,
    `[default]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
  );
  vi.stubEnv('AWS_ENDPOINT_URL_S3', s3.endpoint);
  vi.stubEnv('AWS_REGION', TEST_REGION);
  vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined);
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', secret);
  const objects = { bucket: TEST_BUCKET, prefix: 'a/', isPathStyle: true };
  const store = await openObjectStore({ dataFolder, objects });
  await store.put(address, bytes);
  expect([...s3.bucket.objects.keys()]).toEqual([`a/${address.slice(0, 2)}/${address.slice(2)}`]);
  expect(await fs.readdir(dataFolder)).toEqual(['credentials']);
  await s3.close();
});

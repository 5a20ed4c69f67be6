import { expect, test } from 'vitest';
import { readConfig } from './config.ts';

test('has defaults for everything but the data folder', () => {
  expect(readConfig({ FIELDSEAL_DATA_DIR: '/data' })).toMatchObject({
    port: 8440,
    host: '127.0.0.1',
    metrics: undefined,
    publicOrigin: undefined,
    dataFolder: '/data',
    objects: undefined,
    databaseUrl: undefined,
    ownerDatabaseUrl: undefined,
    seed: undefined,
    codes: {},
  });
});

test('reads every setting; an empty one counts as absent', () => {
  const config = readConfig({
    FIELDSEAL_DATA_DIR: '/data',
    FIELDSEAL_PORT: '0',
    FIELDSEAL_METRICS_PORT: '9440',
    FIELDSEAL_PUBLIC_ORIGIN: 'https://sync.example/',
    FIELDSEAL_SEED: 'demo',
    FIELDSEAL_APP_DIR: '',
    FIELDSEAL_APP_ORIGINS: 'https://a.example, https://b.example',
    FIELDSEAL_CODES: '{"enumerator":"AAAA-BBBB-CCCC"}',
  });
  expect(config).toMatchObject({
    port: 0,
    metrics: { port: 9440, host: '127.0.0.1' },
    publicOrigin: 'https://sync.example',
    seed: 'demo',
    appFolder: undefined,
    appOrigins: ['https://a.example', 'https://b.example'],
    codes: { enumerator: 'AAAA-BBBB-CCCC' },
  });
});

test.each([
  ['s3://photos', { bucket: 'photos', prefix: '' }],
  ['s3://photos/', { bucket: 'photos', prefix: '' }],
  ['s3://photos.example-1/field/a_b.c/', { bucket: 'photos.example-1', prefix: 'field/a_b.c/' }],
])('reads the bucket %s', (url, place) => {
  const env = { FIELDSEAL_DATA_DIR: '/data', FIELDSEAL_OBJECTS_URL: url };
  expect(readConfig(env).objects).toEqual({ ...place, isPathStyle: false });
  const inPath = readConfig({ ...env, FIELDSEAL_OBJECTS_PATH_STYLE: 'true' });
  expect(inPath.objects?.isPathStyle).toBe(true);
});

test.each([
  'photos',
  'https://photos.example',
  's3://key:secret@photos',
  's3://photos:9000',
  's3://Photos',
  's3://photos/../others',
  's3://photos/a//b',
  's3://photos/a?b',
])('takes %s for no bucket, and does not repeat it', (url) => {
  const env = { FIELDSEAL_DATA_DIR: '/data', FIELDSEAL_OBJECTS_URL: url };
  expect(() => readConfig(env)).toThrow(/settings: FIELDSEAL_OBJECTS_URL$/u);
});

test.each([
  ['FIELDSEAL_DATA_DIR', {}],
  ['FIELDSEAL_OBJECTS_PATH_STYLE', { FIELDSEAL_OBJECTS_PATH_STYLE: 'yes' }],
  ['FIELDSEAL_PORT', { FIELDSEAL_PORT: '99999' }],
  ['FIELDSEAL_METRICS_PORT', { FIELDSEAL_METRICS_PORT: 'x' }],
  ['FIELDSEAL_PUBLIC_ORIGIN', { FIELDSEAL_PUBLIC_ORIGIN: 'ftp://secret-host' }],
  ['FIELDSEAL_SEED', { FIELDSEAL_SEED: 'production' }],
  ['FIELDSEAL_CODES', { FIELDSEAL_CODES: '{"enumerator":' }],
  ['FIELDSEAL_CODES', { FIELDSEAL_CODES: '{"queen":"AAAA-BBBB"}' }],
])('names %s when it is wrong, and not its value', (name, env: Record<string, string>) => {
  const read = () =>
    readConfig(name === 'FIELDSEAL_DATA_DIR' ? env : { FIELDSEAL_DATA_DIR: '/data', ...env });
  expect(read).toThrow(new RegExp(`settings: ${name}$`, 'u'));
});

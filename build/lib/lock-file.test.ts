import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { missingPlatformEntries, type LockPackages } from './lock-file.ts';
import { ROOT } from './paths.ts';

test('a platform package that the lock lacks is added with its platform', () => {
  const packages: LockPackages = {
    '': {},
    'node_modules/tool': {
      version: '1.0.0',
      dev: true,
      optionalDependencies: {
        '@tool/binding-linux-arm64-musl': '1.0.0',
        '@tool/binding-win32-x64': '1.0.0',
      },
    },
    'node_modules/@tool/binding-win32-x64': { version: '1.0.0', optional: true },
  };
  expect(missingPlatformEntries(packages)).toEqual({
    'node_modules/@tool/binding-linux-arm64-musl': {
      version: '1.0.0',
      cpu: ['arm64'],
      dev: true,
      libc: ['musl'],
      optional: true,
      os: ['linux'],
    },
  });
});

test('a package locked beside the one that wants it is not missing', () => {
  const packages: LockPackages = {
    '': {},
    'node_modules/a/node_modules/b': {
      version: '2.0.0',
      optionalDependencies: { 'c-linux-x64': '2.0.0' },
    },
    'node_modules/a/node_modules/c-linux-x64': { version: '2.0.0', optional: true },
  };
  expect(missingPlatformEntries(packages)).toEqual({});
});

test('the lock of this project is complete, so that npm ci takes it', () => {
  const lock = JSON.parse(fs.readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8')) as {
    readonly packages: LockPackages;
  };
  const missing = Object.keys(missingPlatformEntries(lock.packages));
  expect(missing, 'run: node build/complete-lock.ts').toEqual([]);
});

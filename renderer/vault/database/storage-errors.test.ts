import { expect, test } from 'vitest';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { toVaultError } from './storage-errors.ts';

/** As Dexie wraps what the database says. */
function wrapped(inner: unknown): Error {
  return Object.assign(new Error('aborted'), { name: 'AbortError', inner });
}

/** As Dexie tells that rows of a bulk write failed. */
function bulk(failure: unknown): Error {
  return Object.assign(new Error('1 of 1 operations failed'), {
    name: 'BulkError',
    failures: [failure],
  });
}

test.each([
  [new DOMException('no room', 'QuotaExceededError'), 'vault.storage-full'],
  [wrapped(new DOMException('no room', 'QuotaExceededError')), 'vault.storage-full'],
  // As Chromium's LevelDB says it.
  [
    wrapped(new DOMException('IO error: 000003.log: FILE_ERROR_NO_SPACE', 'UnknownError')),
    'vault.storage-full',
  ],
  [
    new DOMException('Internal error opening backing store', 'UnknownError'),
    'vault.store-unavailable',
  ],
  [new DOMException('newer', 'VersionError'), 'vault.store-newer'],
  [new DOMException('aborted', 'AbortError'), 'vault.store-unavailable'],
  // A full disk ends the transaction of a bulk write, row by row.
  [bulk(new DOMException('aborted', 'AbortError')), 'vault.store-unavailable'],
  [bulk(new DOMException('no room', 'QuotaExceededError')), 'vault.storage-full'],
  [new TypeError('a mistake of ours'), 'vault.internal'],
  [wrapped(new FieldsealError('vault.locked')), 'vault.locked'],
])('what a database says keeps its meaning: %s', (error, code) => {
  expect(toVaultError(error).code).toBe(code);
});

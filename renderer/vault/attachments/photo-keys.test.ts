import { expect, test } from 'vitest';
import { refusalOf } from '../../../test/support/refusals.ts';
import type { Answers } from '../../../shared/forms/form-definition.ts';
import { withoutPhotoKeys, withPhotoKeys, type PhotoKeys } from './photo-keys.ts';

const KEY = new Uint8Array(32).fill(7);
const ANSWERS: Answers = {
  familyName: 'Garang',
  birthDate: { precision: 'year', value: '1987' },
  taken: { mediaType: 'image/jpeg', bytes: Uint8Array.of(1, 2) },
  photo: { mediaType: 'image/jpeg', attachment: { hash: 'ab'.repeat(32), key: KEY } },
};

test('no key of a photo goes to a screen, and what comes back has its own again', () => {
  const keys: PhotoKeys = new Map();
  const shown = withoutPhotoKeys(keys, ANSWERS);
  expect(shown).toEqual({
    ...ANSWERS,
    photo: { mediaType: 'image/jpeg', attachment: { hash: 'ab'.repeat(32) } },
  });
  expect(withPhotoKeys(keys, shown)).toEqual(ANSWERS);
});

test('a photo that the screen was never given is refused, whatever key it brings', async () => {
  expect(await refusalOf(() => withPhotoKeys(new Map(), ANSWERS))).toBe('vault.internal');
});

test('a key that a lock overwrites is not the record’s own', () => {
  const keys: PhotoKeys = new Map();
  withoutPhotoKeys(keys, ANSWERS);
  for (const key of keys.values()) key.fill(0);
  expect(KEY).toEqual(new Uint8Array(32).fill(7));
});

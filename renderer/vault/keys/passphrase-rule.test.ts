import { expect, test } from 'vitest';
import { checkPassphraseLength } from './passphrase-rule.ts';

test('a passphrase is counted in characters, and may be just as long as it must be', () => {
  checkPassphraseLength('correct horse', 13);
  checkPassphraseLength('🐎'.repeat(12), 12);
  expect(() => checkPassphraseLength('🐎'.repeat(11), 12)).toThrow(
    expect.objectContaining({
      code: 'vault.passphrase-too-short',
      details: { minimum: 12, length: 11 },
    }),
  );
});

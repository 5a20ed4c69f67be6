import { expect, test } from 'vitest';
import { deriveAeadKey, openEnvelope, sealEnvelope } from '../../../shared/crypto/index.ts';
import { utf8 } from '../../../shared/encoding/bytes.ts';
import { deriveVaultKeys } from './vault-keys.ts';

const VAULT_KEY = new Uint8Array(32).fill(3);

test.each([
  ['draftKey', 'fieldseal/1/vault/drafts'],
  ['storeKey', 'fieldseal/1/vault/store'],
  ['keysKey', 'fieldseal/1/vault/keys'],
  ['auditKey', 'fieldseal/1/vault/audit'],
] as const)('%s is derived for its use and its operator, and for no other', async (name, use) => {
  const expected = await deriveAeadKey(VAULT_KEY, utf8('op'), use);
  const sealed = await sealEnvelope(expected, 'kid', 'settings', {}, utf8('text'));
  const keys = await deriveVaultKeys(VAULT_KEY, 'op');
  const opens = (key: CryptoKey) => openEnvelope(() => key, 'settings', {}, sealed);
  expect(await opens(keys[name])).toEqual(utf8('text'));
  expect(keys[name].extractable).toBe(false);
  const others = await deriveVaultKeys(VAULT_KEY, 'another');
  await expect(opens(others[name])).rejects.toMatchObject({ code: 'crypto.open-failed' });
});

import { describe, expect, it } from 'vitest';
import { refusalOf } from '../../../test/support/refusals.ts';
import { fromHex, toHex } from '../../encoding/bytes.ts';
import { opensppBlindIndex } from './key-manager.ts';
import {
  deriveOpensppKek,
  deriveOpensppSalt,
  opensppKeyOption,
  opensppSaltOption,
  unwrapOpensppKey,
  wrapOpensppKey,
} from './providers.ts';
import { fromBase64 } from './python-text.ts';

const KEK = new Uint8Array(32).fill(0x4d);
const DATA_KEY = Uint8Array.from({ length: 32 }, (_, index) => index);
const STORED = 'EBESExQVFhcYGRobTzzL6iWz8y8zuQyFj0co92xLSUle+4QPORFeLO2c3YegR0gNUJ11hXPf3ScdYRBy';

describe('OpenSPP’s providers', () => {
  it('wrap a data key to the published text, bound to its id', async () => {
    const nonce = fromHex('101112131415161718191a1b');
    expect(await wrapOpensppKey(KEK, 'pii_national_id', DATA_KEY, nonce)).toBe(STORED);
    expect(await unwrapOpensppKey(KEK, 'pii_national_id', STORED)).toEqual(DATA_KEY);
    expect(await refusalOf(() => unwrapOpensppKey(KEK, 'pii_email', STORED))).toBe(
      'crypto.open-failed',
    );
  });

  it('derive the key-encryption key of a database that has none', () => {
    expect(toHex(deriveOpensppKek('3f2b9a52-7a0e-4c33-9b1e-0d5f6a7b8c9d'))).toBe(
      '855922dcc5d364052ef19998982af1ce90f7525ef3fb23eeb0c88c2358233750',
    );
  });

  it('derive a salt that is not configured, and the index that follows from it', () => {
    const piiKey = fromBase64('wMHCw8TFxsfIycrLzM3Oz9DR0tPU1dbX2Nna29zd3t8=');
    const salt = deriveOpensppSalt('pii_national_id', piiKey);
    expect(toHex(salt)).toBe('c2749f2cde172538fa9599cbaca2ed056dae7319e141226600a4f6e1d7d251f4');
    expect(opensppBlindIndex(salt, 'PH-123456789', 'exact')).toBe(
      '6047b5e3e0b5971c1a3ba3a0e7587f3859f837e89322563caa05507ea69d49b2',
    );
  });

  it('read keys and salts from options of these names', () => {
    expect(opensppKeyOption('pii_national_id')).toBe('spp_encryption_key_pii_national_id');
    expect(opensppSaltOption('pii_national_id')).toBe('spp_index_salt_pii_national_id');
  });
});

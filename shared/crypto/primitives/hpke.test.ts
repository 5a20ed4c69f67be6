import { describe, expect, it } from 'vitest';
import { flipBit } from '../../../test/support/bytes-arbitrary.ts';
import { refusalOf } from '../../../test/support/refusals.ts';
import { utf8 } from '../../encoding/bytes.ts';
import { generateAgreementSecret, hpkeOpen, hpkeSeal, importAgreementSecret } from './hpke.ts';

const AAD = utf8('record 1');
const SECRET = utf8('a record key of 32 bytes........');

describe('HPKE base mode', () => {
  it('opens for the holder of the private key, also after it was stored', async () => {
    const { secret, key } = await generateAgreementSecret();
    const sealed = await hpkeSeal(key.publicKey, SECRET, 'use', AAD);
    expect(sealed.enc).toHaveLength(32);
    expect(sealed.ct).toHaveLength(SECRET.length + 16);
    expect(await hpkeOpen(key, sealed, 'use', AAD)).toEqual(SECRET);
    const restored = await importAgreementSecret(secret, key.publicKey);
    expect(restored.kid).toBe(key.kid);
    expect(await hpkeOpen(restored, sealed, 'use', AAD)).toEqual(SECRET);
  });

  it('never gives the same twice', async () => {
    const { key } = await generateAgreementSecret();
    const [a, b] = await Promise.all([
      hpkeSeal(key.publicKey, SECRET, 'use', AAD),
      hpkeSeal(key.publicKey, SECRET, 'use', AAD),
    ]);
    expect(a.enc).not.toEqual(b.enc);
    expect(a.ct).not.toEqual(b.ct);
  });

  it('refuses another holder, use, associated data, or any turned bit', async () => {
    const { key } = await generateAgreementSecret();
    const { key: other } = await generateAgreementSecret();
    const sealed = await hpkeSeal(key.publicKey, SECRET, 'use', AAD);
    expect(await refusalOf(() => hpkeOpen(other, sealed, 'use', AAD))).toBe('crypto.open-failed');
    expect(await refusalOf(() => hpkeOpen(key, sealed, 'other use', AAD))).toBe(
      'crypto.open-failed',
    );
    expect(await refusalOf(() => hpkeOpen(key, sealed, 'use', utf8('record 2')))).toBe(
      'crypto.open-failed',
    );
    for (let i = 0; i < sealed.enc.length; i++) {
      const changed = { ...sealed, enc: flipBit(sealed.enc, i, i % 8) };
      expect(await refusalOf(() => hpkeOpen(key, changed, 'use', AAD))).toBe('crypto.open-failed');
    }
    for (let i = 0; i < sealed.ct.length; i++) {
      const changed = { ...sealed, ct: flipBit(sealed.ct, i, i % 8) };
      expect(await refusalOf(() => hpkeOpen(key, changed, 'use', AAD))).toBe('crypto.open-failed');
    }
  });

  it.each([0, 31, 33])('refuses an encapsulated secret of %i bytes', async (length) => {
    const { key } = await generateAgreementSecret();
    const sealed = { enc: new Uint8Array(length), ct: new Uint8Array(48) };
    expect(await refusalOf(() => hpkeOpen(key, sealed, 'use', AAD))).toBe('crypto.open-failed');
  });

  it('refuses an encapsulated secret of small order (RFC 9180 section 7.1.4)', async () => {
    const { key } = await generateAgreementSecret();
    const sealed = { enc: new Uint8Array(32), ct: new Uint8Array(48) };
    expect(await refusalOf(() => hpkeOpen(key, sealed, 'use', AAD))).toBe('crypto.open-failed');
    await expect(hpkeSeal(new Uint8Array(32), SECRET, 'use', AAD)).rejects.toThrow();
  });
});

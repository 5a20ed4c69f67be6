import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes } from '../../../test/support/bytes-arbitrary.ts';
import { fromHex, toHex, utf8 } from '../../encoding/bytes.ts';
import { sha256 } from './digest.ts';
import { hmacSha256, prepareMac } from './mac.ts';
import { randomBytes, randomId } from './random.ts';

/** The SHA-256 values of RFC 4231 section 4; test 5 prints half of its code only. */
const RFC_4231 = [
  {
    section: '4.2',
    key: '0b'.repeat(20),
    message: toHex(utf8('Hi There')),
    mac: 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
  },
  {
    section: '4.3',
    key: toHex(utf8('Jefe')),
    message: toHex(utf8('what do ya want for nothing?')),
    mac: '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  },
  {
    section: '4.4',
    key: 'aa'.repeat(20),
    message: 'dd'.repeat(50),
    mac: '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe',
  },
  {
    section: '4.5',
    key: '0102030405060708090a0b0c0d0e0f10111213141516171819',
    message: 'cd'.repeat(50),
    mac: '82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b',
  },
  {
    section: '4.6',
    key: '0c'.repeat(20),
    message: toHex(utf8('Test With Truncation')),
    mac: 'a3b6167473100ee06e0c796c2955552b',
  },
  {
    section: '4.7',
    key: 'aa'.repeat(131),
    message: toHex(utf8('Test Using Larger Than Block-Size Key - Hash Key First')),
    mac: '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
  },
];

describe('HMAC-SHA256', () => {
  it('gives what OpenSSL gives, over and over from one prepared key', () => {
    fc.assert(
      fc.property(
        bytes({ minLength: 32, maxLength: 150 }),
        fc.array(bytes(), { maxLength: 4 }),
        (key, messages) => {
          const mac = prepareMac(key);
          for (const message of [...messages, ...messages]) {
            const expected = createHmac('sha256', key).update(message).digest();
            expect(Buffer.from(mac(message))).toEqual(expected);
          }
        },
      ),
    );
  });

  it.each(RFC_4231)('gives the published code (RFC 4231 section $section)', (vector) => {
    const message = fromHex(vector.message);
    expect(toHex(hmacSha256(fromHex(vector.key), message)).slice(0, vector.mac.length)).toBe(
      vector.mac,
    );
  });

  it('is the same prepared or not, and takes keys of any length only where others chose them', () => {
    fc.assert(
      fc.property(bytes({ maxLength: 100 }), bytes(), (key, message) => {
        const expected = createHmac('sha256', key).update(message).digest();
        expect(Buffer.from(hmacSha256(key, message))).toEqual(expected);
        if (key.length >= 32) expect(Buffer.from(prepareMac(key)(message))).toEqual(expected);
        else expect(() => prepareMac(key)).toThrow('an index key is at least 32 bytes');
      }),
    );
    expect(() => prepareMac(new Uint8Array(31))).toThrow(RangeError);
  });
});

describe('SHA-256', () => {
  it('gives what OpenSSL gives', () => {
    fc.assert(
      fc.property(bytes({ maxLength: 300 }), (message) => {
        expect(Buffer.from(sha256(message))).toEqual(createHash('sha256').update(message).digest());
      }),
    );
  });
});

describe('random values', () => {
  it('have the length asked for and do not repeat', () => {
    const seen = new Set(Array.from({ length: 500 }, () => randomBytes(16).join()));
    expect(seen.size).toBe(500);
    expect(randomBytes(65_536)).toHaveLength(65_536);
    expect(randomId()).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/u);
  });
});

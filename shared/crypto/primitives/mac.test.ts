import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes } from '../../../test/support/bytes-arbitrary.ts';
import { sha256 } from './digest.ts';
import { prepareMac } from './mac.ts';
import { randomBytes, randomId } from './random.ts';

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

  it('takes no key under 32 bytes', () => {
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

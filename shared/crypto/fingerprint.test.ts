import { createHash } from 'node:crypto';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes, flipBit } from '../../test/support/bytes-arbitrary.ts';
import { utf8 } from '../encoding/bytes.ts';
import { fingerprintWords } from './fingerprint.ts';

describe('fingerprint words', () => {
  it('are the first 66 bits of a hash that names the use', () => {
    fc.assert(
      fc.property(bytes(), (content) => {
        const digest = createHash('sha256')
          .update('fieldseal/1/fingerprint/programme\0')
          .update(content)
          .digest();
        const head = BigInt(`0x${digest.subarray(0, 9).toString('hex')}`) >> 6n;
        const expected = Array.from(
          { length: 6 },
          (_, i) => wordlist[Number((head >> BigInt(55 - 11 * i)) & 2047n)],
        );
        expect(fingerprintWords('programme', content)).toEqual(expected);
      }),
    );
  });

  it('differ for every changed bit and between uses', () => {
    const content = utf8('a signed provisioning request');
    const words = fingerprintWords('provisioning-request', content).join(' ');
    expect(fingerprintWords('programme', content).join(' ')).not.toBe(words);
    for (let i = 0; i < content.length; i++) {
      for (let bit = 0; bit < 8; bit++) {
        expect(
          fingerprintWords('provisioning-request', flipBit(content, i, bit)).join(' '),
        ).not.toBe(words);
      }
    }
  });

  it('are six words of the list, which has 2,048 different ones', () => {
    expect(new Set(wordlist).size).toBe(2048);
    fc.assert(
      fc.property(bytes(), (content) => {
        const words = fingerprintWords('provisioning-request', content);
        expect(words).toHaveLength(6);
        for (const word of words) expect(wordlist).toContain(word);
      }),
    );
  });
});

import { argon2id } from '@noble/hashes/argon2.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes } from '../../../test/support/bytes-arbitrary.ts';
import { fromHex, fromUtf8, toHex, type Bytes } from '../../encoding/bytes.ts';
import {
  MINIMUM_ARGON2_COST,
  plainArgon2,
  stretchPassphrase,
  wasmArgon2,
  type Argon2Engine,
} from './argon2.ts';

const SALT = fromHex('000102030405060708090a0b0c0d0e0f');

/** An engine that answers at once and keeps what it was asked. */
function engineThatAnswers(value: number): { engine: Argon2Engine; seen: string[]; kept: Bytes[] } {
  const seen: string[] = [];
  const kept: Bytes[] = [];
  return {
    seen,
    kept,
    async engine(password, salt, cost) {
      seen.push(`${fromUtf8(password)} ${toHex(salt)} ${JSON.stringify(cost)}`);
      kept.push(password);
      return Uint8Array.of(value);
    },
  };
}

const refused: Argon2Engine = async () => {
  throw new Error('WebAssembly is not allowed here');
};

describe('Argon2id', () => {
  it('of the plain engine’s library gives the published tag (RFC 9106 section 5.3)', () => {
    const tag = argon2id(new Uint8Array(32).fill(1), new Uint8Array(16).fill(2), {
      m: 32,
      t: 3,
      p: 4,
      dkLen: 32,
      version: 0x13,
      key: new Uint8Array(8).fill(3),
      personalization: new Uint8Array(12).fill(4),
    });
    expect(toHex(tag)).toBe('0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659');
  });

  it('is the same in WebAssembly and in plain JavaScript, at any cost', async () => {
    const cost = fc.record({
      memoryKib: fc.integer({ min: 64, max: 256 }),
      iterations: fc.integer({ min: 1, max: 4 }),
      parallelism: fc.integer({ min: 1, max: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(
        bytes({ minLength: 1, maxLength: 40 }),
        bytes({ minLength: 16, maxLength: 40 }),
        cost,
        async (password, salt, chosen) => {
          const fast = await wasmArgon2(password, salt, chosen);
          expect(fast).toHaveLength(32);
          expect(await plainArgon2(password, salt, chosen)).toEqual(fast);
        },
      ),
      { numRuns: 20 },
    );
  });

  it(
    'of a passphrase is what the reference gives at the lowest cost',
    { timeout: 60_000 },
    async () => {
      const password = 'correct horse بطارية';
      const expected = await plainArgon2(new TextEncoder().encode(password), SALT, {
        memoryKib: 65_536,
        iterations: 3,
        parallelism: 1,
      });
      expect(await stretchPassphrase(password, SALT, MINIMUM_ARGON2_COST)).toEqual(expected);
    },
  );

  it('takes a passphrase in NFKC, whichever way a keyboard writes it', async () => {
    const { engine, seen } = engineThatAnswers(1);
    const cost = { memoryKib: 70_000, iterations: 5, parallelism: 2 };
    await stretchPassphrase('café ﬁeld', SALT, cost, [engine, refused]);
    await stretchPassphrase('cafe\u0301 field', SALT, cost, [engine, refused]);
    await stretchPassphrase('cafe field', SALT, cost, [engine, refused]);
    expect(seen).toEqual([
      `caf\u00e9 field ${toHex(SALT)} ${JSON.stringify(cost)}`,
      `caf\u00e9 field ${toHex(SALT)} ${JSON.stringify(cost)}`,
      `cafe field ${toHex(SALT)} ${JSON.stringify(cost)}`,
    ]);
  });

  it('asks the second engine only where the first cannot run', async () => {
    const [first, second] = [engineThatAnswers(1), engineThatAnswers(2)];
    const both = [first.engine, second.engine] as const;
    expect(await stretchPassphrase('x', SALT, MINIMUM_ARGON2_COST, both)).toEqual(Uint8Array.of(1));
    expect(second.seen).toEqual([]);
    const fallen = [refused, second.engine] as const;
    expect(await stretchPassphrase('x', SALT, MINIMUM_ARGON2_COST, fallen)).toEqual(
      Uint8Array.of(2),
    );
    expect(second.seen).toEqual(first.seen);
    await expect(
      stretchPassphrase('x', SALT, MINIMUM_ARGON2_COST, [refused, refused]),
    ).rejects.toThrow('WebAssembly is not allowed here');
  });

  it('overwrites the passphrase’s bytes, whether it went well or not', async () => {
    const kept: Bytes[] = [];
    const engine: Argon2Engine = async (password) => {
      kept.push(password);
      if (kept.length > 1) throw new Error('out of memory');
      return password.slice();
    };
    await stretchPassphrase('secret', SALT, MINIMUM_ARGON2_COST, [engine, refused]);
    await expect(
      stretchPassphrase('secret', SALT, MINIMUM_ARGON2_COST, [engine, refused]),
    ).rejects.toThrow();
    for (const password of kept) expect(toHex(password)).toBe('00'.repeat(6));
  });

  it.each([
    ['too little memory', { memoryKib: 65_535 }, SALT],
    ['too much memory', { memoryKib: 1_048_577 }, SALT],
    ['too few iterations', { iterations: 2 }, SALT],
    ['too many iterations', { iterations: 65 }, SALT],
    ['no parallelism', { parallelism: 0 }, SALT],
    ['too much parallelism', { parallelism: 17 }, SALT],
    ['half an iteration', { iterations: 3.5 }, SALT],
    ['memory that is no number', { memoryKib: Number.NaN }, SALT],
    ['a salt under 16 bytes', {}, SALT.slice(1)],
  ])('refuses %s', async (_what, changed, salt) => {
    const { engine, seen } = engineThatAnswers(1);
    await expect(
      stretchPassphrase('x', salt, { ...MINIMUM_ARGON2_COST, ...changed }, [engine, engine]),
    ).rejects.toThrow(new RangeError('Argon2id cost or salt outside the limits'));
    expect(seen).toEqual([]);
  });

  it.each([
    { memoryKib: 65_536, iterations: 3, parallelism: 1 },
    { memoryKib: 1_048_576, iterations: 64, parallelism: 16 },
  ])('takes the limits themselves: %j', async (cost) => {
    const { engine, seen } = engineThatAnswers(1);
    await stretchPassphrase('x', SALT, cost, [engine, refused]);
    expect(seen).toHaveLength(1);
  });
});

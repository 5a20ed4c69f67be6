import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes } from '../../test/support/bytes-arbitrary.ts';
import { refusalOf } from '../../test/support/refusals.ts';
import { concatBytes, fromHex, utf8 } from '../encoding/bytes.ts';
import { frame, readFrames } from './framing.ts';

const MAGIC = utf8('MAGIC\u0001');

describe('framed parts', () => {
  it('come back as they were, whatever their number and length', () => {
    fc.assert(
      fc.property(fc.array(bytes({ maxLength: 70 }), { maxLength: 6 }), (parts) => {
        expect(readFrames(MAGIC, concatBytes(MAGIC, ...parts.map(frame)))).toEqual(parts);
      }),
    );
  });

  it('are read from bytes in the middle of a larger buffer', () => {
    const file = concatBytes(MAGIC, frame(utf8('part')));
    const larger = concatBytes(utf8('before'), file, utf8('after'));
    const view = larger.subarray(6, 6 + file.length);
    expect(readFrames(MAGIC, view)).toEqual([utf8('part')]);
  });

  it.each([
    ['nothing', '', 'sync.batch-truncated'],
    ['half the magic', '4d4147', 'sync.batch-truncated'],
    ['another magic', '4d4147494302', 'sync.batch-malformed'],
    ['another first byte', '00', 'sync.batch-malformed'],
    ['an end inside a length', '4d4147494301000000', 'sync.batch-truncated'],
    ['a length past the end', '4d41474943010000000361', 'sync.batch-truncated'],
    ['the greatest length', '4d4147494301ffffffff61', 'sync.batch-truncated'],
  ])('that are %s are refused', async (_what, hex, code) => {
    expect(await refusalOf(() => readFrames(MAGIC, fromHex(hex)))).toBe(code);
  });
  it('are 20,000 at most, however short', async () => {
    const parts = (count: number) => concatBytes(MAGIC, new Uint8Array(4 * count));
    expect(readFrames(MAGIC, parts(20_000))).toHaveLength(20_000);
    expect(await refusalOf(() => readFrames(MAGIC, parts(20_001)))).toBe('sync.batch-malformed');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createClkMatrix, dice } from './clk-matrix.ts';

/** Encodings with few or many bits. */
const clk = fc
  .tuple(
    fc.uint8Array({ minLength: 128, maxLength: 128 }),
    fc.uint8Array({ minLength: 128, maxLength: 128 }),
    fc.boolean(),
  )
  .map(([a, b, sparse]) => (sparse ? a.map((byte, i) => byte & (b[i] ?? 0)) : a));

function ones(bytes: Uint8Array): number {
  return [...bytes].reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
}

function slowDice(a: Uint8Array, b: Uint8Array): number {
  const total = ones(a) + ones(b);
  return total === 0 ? 0 : (2 * ones(a.map((byte, i) => byte & (b[i] ?? 0)))) / total;
}

describe('the matrix of encodings', () => {
  it('scans as comparing one by one does, best first, cut at the limit', () => {
    fc.assert(
      fc.property(
        fc.array(clk, { maxLength: 20 }),
        clk,
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        fc.integer({ min: 0, max: 8 }),
        (rows, query, threshold, limit) => {
          const matrix = createClkMatrix();
          expect(rows.map((row) => matrix.add(row))).toEqual(rows.map((_, at) => at));
          const expected = rows
            .map((row, position) => ({ position, score: slowDice(row, query) }))
            .filter(({ score }) => score >= threshold)
            .sort((a, b) => b.score - a.score || a.position - b.position)
            .slice(0, limit);
          expect(matrix.scan(query, threshold, limit)).toEqual(expected);
          for (const row of rows) expect(dice(row, query)).toBe(slowDice(row, query));
        },
      ),
    );
  });

  it('grows over its blocks and exchanges rows anywhere', () => {
    const matrix = createClkMatrix();
    const rowOf = (at: number): Uint8Array =>
      Uint8Array.from(
        { length: 128 },
        (_, i) => (Math.imul(at + 1, 2654435761) >>> (i % 24)) & 0xff,
      );
    for (let at = 0; at < 9000; at++) matrix.add(rowOf(at));
    expect(matrix.size).toBe(9000);
    for (const at of [0, 4095, 4096, 8999]) {
      expect(matrix.scan(rowOf(at), 1, 1)).toEqual([{ position: at, score: 1 }]);
    }
    matrix.replace(4096, new Uint8Array(128));
    expect(matrix.scan(rowOf(4096), 1, 1)).toEqual([]);
    matrix.replace(4096, rowOf(100_000));
    expect(matrix.scan(rowOf(100_000), 1, 1)).toEqual([{ position: 4096, score: 1 }]);
  });

  it('takes rows of any place in memory, and keeps no hold of them', () => {
    const matrix = createClkMatrix();
    const buffer = new Uint8Array(200).fill(0x55);
    const row = buffer.subarray(3, 131);
    matrix.add(row);
    row.fill(0);
    expect(matrix.scan(new Uint8Array(128).fill(0x55), 1, 1)).toHaveLength(1);
  });

  it('refuses rows of another length and positions that hold none', () => {
    const matrix = createClkMatrix();
    expect(() => matrix.add(new Uint8Array(127))).toThrow(RangeError);
    expect(() => matrix.scan(new Uint8Array(129), 0.5, 1)).toThrow(RangeError);
    expect(() => matrix.replace(0, new Uint8Array(128))).toThrow(RangeError);
  });
});

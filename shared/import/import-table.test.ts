import fc from 'fast-check';
import { expect, it } from 'vitest';
import { IMPORT_LIMITS } from './import-limits.ts';
import { tableOf } from './import-table.ts';

it('numbers rows as a spreadsheet does, and leaves out empty ones', () => {
  expect(tableOf([[' a ', 'b'], ['', ' '], ['1'], [''], ['2', ' x ']])).toEqual({
    columns: ['a', 'b'],
    rows: [
      { number: 3, cells: ['1'] },
      { number: 5, cells: ['2', 'x'] },
    ],
  });
});

it.each([[[]], [[['']]], [[['a', 'b']]], [[['a'], [''], [' ']]], [[['', ' '], ['x']]]])(
  'refuses a file without heading or without rows: %j',
  (records) => {
    expect(() => tableOf(records)).toThrow(expect.objectContaining({ code: 'import.empty' }));
  },
);

it('names limit and value of what is too much', () => {
  const rows = Array.from({ length: IMPORT_LIMITS.rows + 1 }, () => ['x']);
  expect(tableOf([['a'], ...rows.slice(1)]).rows).toHaveLength(IMPORT_LIMITS.rows);
  expect(() => tableOf([['a'], ...rows])).toThrow(
    expect.objectContaining({
      code: 'import.too-many-rows',
      details: { limit: IMPORT_LIMITS.rows, rows: IMPORT_LIMITS.rows + 1 },
    }),
  );
  const wide = Array.from({ length: IMPORT_LIMITS.columns + 1 }, () => 'x');
  expect(() => tableOf([wide, wide])).toThrow(
    expect.objectContaining({ code: 'import.too-many-columns' }),
  );
});

it('keeps every cell of every row that says something, under its own number', () => {
  const records = fc.array(fc.array(fc.string(), { maxLength: 5 }), {
    minLength: 1,
    maxLength: 20,
  });
  fc.assert(
    fc.property(records, (rest) => {
      const said = rest.filter((cells) => cells.some((cell) => cell.trim() !== ''));
      fc.pre(said.length > 0);
      const { rows } = tableOf([['heading'], ...rest]);
      expect(rows.map(({ cells }) => cells)).toEqual(
        said.map((cells) => cells.map((cell) => cell.trim())),
      );
      for (const { number, cells } of rows) {
        expect(rest[number - 2]?.map((cell) => cell.trim())).toEqual(cells);
      }
    }),
  );
});

import { expect, it } from 'vitest';
import { ReceiptItem } from './receipt-file.ts';
import { remedyOf } from './refusal-remedy.ts';

it.each([
  ['sync.item-area-forbidden', 'area'],
  ['server.too-large', 'size'],
  ['sync.item-conflict', 'none'],
  ['sync.item-malformed', 'again'],
  // Sealed anew it is saved today, which may lie within the dates.
  ['sync.item-not-assigned', 'again'],
  ['sync.item-signature-invalid', 'again'],
  ['sync.batch-malformed', 'again'],
] as const)('%s is helped by %s', (code, remedy) => {
  expect(remedyOf(code)).toBe(remedy);
});

it('knows every code that a receipt may name', () => {
  const [, refused] = ReceiptItem.options;
  const codes = refused.shape.code.values;
  expect(codes.size).toBe(6);
  expect([...codes].map(remedyOf).toSorted()).toEqual([
    ...Array<string>(4).fill('again'),
    'area',
    'none',
  ]);
});

import { expect, test } from 'vitest';
import { isLockShortcut } from './lock-shortcut.ts';

const KEYS = {
  code: 'KeyL',
  ctrlKey: true,
  metaKey: false,
  shiftKey: true,
  altKey: false,
  repeat: false,
};

test('Control or Command, Shift and the L key lock, nothing else', () => {
  expect(isLockShortcut(KEYS)).toBe(true);
  expect(isLockShortcut({ ...KEYS, ctrlKey: false, metaKey: true })).toBe(true);
  for (const other of [
    { code: 'KeyK' },
    { ctrlKey: false },
    { shiftKey: false },
    { altKey: true },
    { repeat: true },
  ]) {
    expect(isLockShortcut({ ...KEYS, ...other })).toBe(false);
  }
});

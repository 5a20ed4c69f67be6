import { describe, expect, it } from 'vitest';
import { zeroBytes } from './zero.ts';

describe('zeroing', () => {
  it('overwrites every byte of every part, and nothing beside a part of a longer buffer', () => {
    const whole = Uint8Array.of(1, 2, 3, 4);
    const key = Uint8Array.of(5, 6);
    zeroBytes(whole.subarray(1, 3), key);
    expect(whole).toEqual(Uint8Array.of(1, 0, 0, 4));
    expect(key).toEqual(Uint8Array.of(0, 0));
    expect(() => {
      zeroBytes();
    }).not.toThrow();
  });
});

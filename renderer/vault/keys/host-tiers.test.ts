import { expect, test } from 'vitest';
import type { VaultContext } from '../vault-context.ts';
import { hostTiers } from './host-tiers.ts';

test.each([
  [false, false, ['bound', 'passphrase-only']],
  [true, false, ['bound', 'native-bound', 'passphrase-only']],
  [false, true, ['bound', 'gated', 'passphrase-only']],
  [true, true, ['bound', 'native-bound', 'gated', 'passphrase-only']],
])('native keys %s, gated unlock %s', (nativeBound, gatedUnlock, tiers) => {
  const context = { host: { nativeBound, gatedUnlock } } as VaultContext;
  expect(hostTiers(context)).toEqual(tiers);
});

import type { SlotTier } from '../../../shared/domain/programme.ts';
import { requireHost, type VaultContext } from '../vault-context.ts';

/** Tiers that this host can try, strongest first. */
export function hostTiers(context: VaultContext): readonly SlotTier[] {
  const { nativeBound, gatedUnlock } = requireHost(context);
  return [
    'bound',
    ...(nativeBound ? (['native-bound'] as const) : []),
    ...(gatedUnlock ? (['gated'] as const) : []),
    'passphrase-only',
  ];
}

import { Fingerprint, KeyRound, ShieldCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import type { SlotTier } from '../../shared/domain/programme.ts';
import { Text } from '../app/i18n/text.tsx';

const ICONS = {
  bound: Fingerprint,
  'native-bound': Fingerprint,
  gated: ShieldCheck,
  'passphrase-only': KeyRound,
};

/** How this laptop protects the vault, in plain words, weaker ways named as such. */
export function TierExplanation({ tier }: { readonly tier: SlotTier }): ReactNode {
  const Icon = ICONS[tier];
  return (
    <div className="tier" data-tier={tier}>
      <Icon size={32} aria-hidden className="tier-icon" />
      <div>
        <p className="tier-name">
          <Text id={`tier.${tier}.name`} />
        </p>
        <p>
          <Text id={`tier.${tier}.text`} />
        </p>
      </div>
    </div>
  );
}

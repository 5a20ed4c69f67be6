import { Fingerprint, KeyRound } from 'lucide-react';
import type { ReactNode } from 'react';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature, useServices } from '../../app/services.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { TierExplanation } from '../../ui/tier-explanation.tsx';
import { Progress } from '../../ui/waiting.tsx';

/** The second factor: what will happen, how strong it is, and then the authenticator's own prompt. */
export function FactorStep(): ReactNode {
  const text = useText();
  const { stores } = useServices();
  const tier = useFeature('setup', (state) => state.tier);
  const wasLowered = useFeature('setup', (state) => state.tierWasLowered);
  const isBusy = useFeature('setup', (state) => state.isBusy);
  const confirm = useFeature('setup', (state) => state.confirmFactor);
  if (tier === null) return null;
  return (
    <div className="form">
      {wasLowered ? (
        <Banner tone="warning" title={text('setup.factor.lowered-title')} isAlert>
          <Text id="setup.factor.lowered-text" />
        </Banner>
      ) : null}
      <TierExplanation tier={tier} />
      {tier === 'passphrase-only' ? null : (
        <ol className="steps">
          <li>
            <Text id="setup.factor.step-press" />
          </li>
          <li>
            <Text id="setup.factor.step-prompt" />
          </li>
          <li>
            <Text id="setup.factor.step-touch" />
          </li>
        </ol>
      )}
      {isBusy ? <Progress label={text('setup.factor.working')} /> : null}
      <div className="actions">
        <Button
          variant="primary"
          size="large"
          icon={tier === 'passphrase-only' ? KeyRound : Fingerprint}
          isPending={isBusy}
          onPress={() => {
            void confirm().then(() => stores.session.getState().refresh());
          }}
        >
          <Text
            id={tier === 'passphrase-only' ? 'setup.factor.accept-weaker' : 'setup.factor.start'}
          />
        </Button>
      </div>
    </div>
  );
}

import { LifeBuoy, Unlock } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Form } from 'react-aria-components';
import { Text, useText } from '../../app/i18n/text.tsx';
import { resumeAfterUnlock } from '../../app/lock.ts';
import { useFeature, useServices } from '../../app/services.ts';
import type { OperatorSummary } from '../../vault/vault-api.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { ChoiceField } from '../../ui/choice-field.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { Progress } from '../../ui/waiting.tsx';
import { useSecondsUntil } from './use-seconds-until.ts';

/** The passphrase of the picked person; the authenticator's prompt follows by itself. */
export function PassphraseForm({ operator }: { readonly operator: OperatorSummary }): ReactNode {
  const text = useText();
  const services = useServices();
  const { stores } = services;
  const [passphrase, setPassphrase] = useState('');
  const isBusy = useFeature('unlock', (state) => state.isBusy);
  const failure = useFeature('unlock', (state) => state.failure);
  const unlock = useFeature('unlock', (state) => state.unlock);
  const tier = useFeature('unlock', (state) => state.tier) ?? operator.tier;
  const chooseTier = useFeature('unlock', (state) => state.chooseTier);
  const askForHelp = useFeature('recovery', (state) => state.open);
  const wait = useSecondsUntil(operator.backOffUntil);

  async function submit(): Promise<void> {
    if (passphrase === '' || isBusy || wait > 0) return;
    // At once: clearing after the answer would wipe what is being typed for the next attempt.
    setPassphrase('');
    const isOpen = await unlock(passphrase);
    if (isOpen) resumeAfterUnlock(services, operator.operatorId);
    await stores.session.getState().refresh();
  }

  return (
    <Form
      className="form unlock-form"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {operator.status === 'lease-expired' ? (
        <Banner tone="warning">
          <Text id="unlock.lease-expired-text" />
        </Banner>
      ) : null}
      {operator.tiers.length > 1 ? (
        <ChoiceField
          label={text('unlock.way')}
          look="segments"
          choices={operator.tiers.map((value) => ({ value, label: text(`tier.${value}.name`) }))}
          value={tier}
          onChange={chooseTier}
        />
      ) : null}
      <TextField
        label={text('unlock.passphrase')}
        hint={text(tier === 'passphrase-only' ? 'unlock.hint-only' : 'unlock.hint-factor')}
        value={passphrase}
        onChange={setPassphrase}
        type="password"
        autoComplete="current-password"
      />
      {wait > 0 ? (
        <Banner tone="warning">
          <Text id="unlock.backing-off" values={{ seconds: wait }} />
        </Banner>
      ) : (
        <ErrorBanner error={failure} />
      )}
      {isBusy ? <Progress label={text('unlock.working')} /> : null}
      <div className="actions">
        <Button
          type="submit"
          variant="primary"
          size="large"
          icon={Unlock}
          isPending={isBusy}
          isDisabled={wait > 0}
        >
          <Text id="unlock.unlock" />
        </Button>
        <Button
          variant="quiet"
          icon={LifeBuoy}
          onPress={() => void askForHelp(operator.operatorId)}
        >
          <Text id={operator.isRecovering ? 'unlock.recovering' : 'unlock.cant'} />
        </Button>
      </div>
    </Form>
  );
}

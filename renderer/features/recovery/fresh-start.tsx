import { Unlock } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Form } from 'react-aria-components';
import type { SlotTier } from '../../../shared/domain/programme.ts';
import { Text, useText } from '../../app/i18n/text.tsx';
import { resumeAfterUnlock } from '../../app/lock.ts';
import { useFeature, useServices } from '../../app/services.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { ChoiceField } from '../../ui/choice-field.tsx';
import { TierExplanation } from '../../ui/tier-explanation.tsx';
import { Progress } from '../../ui/waiting.tsx';
import { isPassphraseGood, NewPassphrase, NOTHING_TYPED } from '../setup/new-passphrase.tsx';

/** Enough holders have answered: a new passphrase and a new factor in place of the old ones. */
export function FreshStart(): ReactNode {
  const text = useText();
  const services = useServices();
  const { recovery, operatorId, busy, finish, clear } = useFeature('recovery', (state) => state);
  const [typed, setTyped] = useState(NOTHING_TYPED);
  const [chosen, setChosen] = useState<SlotTier | null>(null);
  const [wasSubmitted, setWasSubmitted] = useState(false);
  if (recovery === null || operatorId === null) return null;
  const minimum = recovery.passphraseMinLength;
  const tier = chosen ?? recovery.tiers[0] ?? 'passphrase-only';

  async function submit(id: string): Promise<void> {
    setWasSubmitted(true);
    if (!isPassphraseGood(typed, minimum)) return;
    if (!(await finish(typed.first, tier))) return;
    resumeAfterUnlock(services, id);
    clear();
    await services.stores.session.getState().refresh();
  }

  return (
    <Form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        void submit(operatorId);
      }}
    >
      <Banner tone="success" title={text('recover.enough')}>
        <Text id="recover.enough-text" />
      </Banner>
      <NewPassphrase
        typed={typed}
        onChange={setTyped}
        minimum={minimum}
        wasSubmitted={wasSubmitted}
      />
      {recovery.tiers.length > 1 ? (
        <ChoiceField
          label={text('factors.tier')}
          choices={recovery.tiers.map((value) => ({ value, label: text(`tier.${value}.name`) }))}
          value={tier}
          onChange={setChosen}
        />
      ) : null}
      <TierExplanation tier={tier} />
      {busy === 'finishing' ? <Progress label={text('setup.factor.working')} /> : null}
      <div className="actions">
        <Button
          type="submit"
          variant="primary"
          size="large"
          icon={Unlock}
          isPending={busy === 'finishing'}
        >
          <Text id="recover.finish" />
        </Button>
      </div>
    </Form>
  );
}

import { UserPlus } from 'lucide-react';
import { useEffect, type ReactNode } from 'react';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useLocalized } from '../../app/i18n/localized.ts';
import { useFeature } from '../../app/services.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { PublicPage } from '../../ui/public-page.tsx';
import { Screen } from '../../ui/screen.tsx';
import { OrderFileButton } from './order-actions.tsx';
import { OperatorCard } from './operator-card.tsx';
import { OutdatedCard } from './outdated-card.tsx';
import { RenewalCard } from './renewal-card.tsx';
import { PassphraseForm } from './passphrase-form.tsx';

/** Who is it? Then the passphrase, then the authenticator. */
export function UnlockScreen({ onAddPerson }: { readonly onAddPerson: () => void }): ReactNode {
  const text = useText();
  const localized = useLocalized();
  const vault = useFeature('session', (state) => state.vault);
  const pickedId = useFeature('unlock', (state) => state.operatorId);
  const pick = useFeature('unlock', (state) => state.pick);
  const isOutdated = useFeature(
    'unlock',
    (state) => state.failure?.code === 'provisioning.pack-outdated',
  );
  const orderFailure = useFeature('laptopOrder', (state) => state.failure);
  const operators = vault?.operators ?? [];
  const only = operators.length === 1 ? (operators[0]?.operatorId ?? null) : null;
  useEffect(() => {
    if (only !== null) pick(only);
  }, [only, pick]);
  const picked = operators.find((operator) => operator.operatorId === pickedId);
  const programmeName = vault?.programmeName ?? null;
  return (
    <PublicPage>
      <Screen
        name="unlock"
        title={text('unlock.title')}
        lead={programmeName === null ? undefined : <bdi>{localized(programmeName)}</bdi>}
      >
        <ul className="operators" aria-label={text('unlock.people')}>
          {operators.map((operator) => (
            <li key={operator.operatorId}>
              <OperatorCard
                operator={operator}
                isPicked={operator.operatorId === pickedId}
                onPick={() => pick(operator.operatorId)}
              />
            </li>
          ))}
        </ul>
        {picked === undefined ? (
          <p className="prose">
            <Text id="unlock.pick" />
          </p>
        ) : (
          <PassphraseForm key={picked.operatorId} operator={picked} />
        )}
        {isOutdated ? <OutdatedCard /> : null}
        {operators.some((operator) => operator.status === 'lease-expired') ? <RenewalCard /> : null}
        <div className="actions actions-foot">
          <Button variant="quiet" icon={UserPlus} onPress={onAddPerson}>
            <Text id="unlock.add-person" />
          </Button>
          <OrderFileButton isQuiet />
        </div>
        <ErrorBanner error={orderFailure} />
      </Screen>
    </PublicPage>
  );
}

import { KeyRound } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { useIntl } from 'react-intl';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { Skeleton } from '../../ui/waiting.tsx';
import { HandOver } from './hand-over.tsx';
import { MakeKeysForm } from './make-keys-form.tsx';

/** Who can let people back in, and making new keys for them. */
export function RecoveryKeysCard(): ReactNode {
  const text = useText();
  const { keySet, made, failure, load, leave } = useFeature('holders', (state) => state);
  const [isMaking, setIsMaking] = useState(false);
  useEffect(() => leave, [leave]);
  return (
    <Card title={text('holders.title')}>
      <p className="prose">
        <Text id="holders.lead" />
      </p>
      {keySet === null ? (
        failure === null ? (
          <Skeleton rows={2} />
        ) : (
          <ErrorBanner error={failure} onRetry={() => void load()} />
        )
      ) : made !== null ? (
        <HandOver onDone={() => setIsMaking(false)} />
      ) : isMaking ? (
        <MakeKeysForm onCancel={() => setIsMaking(false)} />
      ) : (
        <>
          <Standing />
          {keySet.mayMake ? (
            <div className="actions">
              <Button
                variant={keySet.threshold === 0 ? 'primary' : 'secondary'}
                icon={KeyRound}
                onPress={() => setIsMaking(true)}
              >
                <Text id={keySet.threshold === 0 ? 'holders.make' : 'holders.make-new'} />
              </Button>
            </div>
          ) : (
            <p className="muted">
              <Text id="holders.not-founder" />
            </p>
          )}
        </>
      )}
    </Card>
  );
}

function Standing(): ReactNode {
  const text = useText();
  const intl = useIntl();
  const keySet = useFeature('holders', (state) => state.keySet);
  if (keySet === null) return null;
  if (keySet.threshold === 0) {
    return (
      <Banner tone="warning" title={text('holders.none')}>
        <Text id="holders.none-text" />
      </Banner>
    );
  }
  return (
    <p>
      <Text
        id="holders.standing"
        values={{
          needed: keySet.threshold,
          count: keySet.holders.length,
          holders: <bdi>{intl.formatList(keySet.holders)}</bdi>,
        }}
      />
    </p>
  );
}

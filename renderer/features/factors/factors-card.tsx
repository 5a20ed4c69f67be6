import { KeyRound, Plus } from 'lucide-react';
import { useEffect, type ReactNode } from 'react';
import { useIntl } from 'react-intl';
import { Text, useText, UserText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import type { FactorSummary } from '../../vault/factors-api.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Chip } from '../../ui/chip.tsx';
import { DayText } from '../../ui/day-text.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { Skeleton } from '../../ui/waiting.tsx';
import { FactorDialog } from './factor-dialog.tsx';

/** Everything that opens this person's vault here, and changing it. */
export function FactorsCard(): ReactNode {
  const text = useText();
  const { list, failure, done, load, begin } = useFeature('factors', (state) => state);
  useEffect(() => void load(), [load]);
  return (
    <Card title={text('factors.title')}>
      <p className="prose">
        <Text id="factors.lead" />
      </p>
      <ErrorBanner error={failure} onRetry={() => void load()} />
      {done === null ? null : (
        <Banner tone="success">
          <Text id={`factors.done.${done}`} />
        </Banner>
      )}
      {list === null ? (
        failure === null ? (
          <Skeleton rows={2} />
        ) : null
      ) : (
        <>
          <ul className="rows">
            {list.factors.map((factor) => (
              <li key={factor.id}>
                <FactorRow factor={factor} />
              </li>
            ))}
          </ul>
          <RecoveryLine />
          <div className="actions">
            {list.addable.length === 0 ? null : (
              <Button icon={Plus} onPress={() => begin({ kind: 'add' })}>
                <Text id="factors.add" />
              </Button>
            )}
            <Button icon={KeyRound} onPress={() => begin({ kind: 'passphrase' })}>
              <Text id="factors.change-passphrase" />
            </Button>
          </div>
          <FactorDialog />
        </>
      )}
    </Card>
  );
}

function FactorRow({ factor }: { readonly factor: FactorSummary }): ReactNode {
  const begin = useFeature('factors', (state) => state.begin);
  const canAdd = useFeature('factors', (state) => (state.list?.addable.length ?? 0) > 0);
  const { createdAt, lastUsedAt } = factor;
  return (
    <div className="row">
      <span className="row-main">
        <span className="row-title">
          {factor.name === '' ? (
            <Text id={`tier.${factor.tier}.name`} />
          ) : (
            <UserText>{factor.name}</UserText>
          )}
        </span>
        <span className="row-detail">
          {factor.name === '' ? null : (
            <span>
              <Text id={`tier.${factor.tier}.name`} />
            </span>
          )}
          {createdAt === null ? null : (
            <span>
              <Text id="factors.added" values={{ date: <DayText value={createdAt} /> }} />
            </span>
          )}
          {lastUsedAt === null ? null : (
            <span>
              <Text id="factors.used" values={{ date: <DayText value={lastUsedAt} /> }} />
            </span>
          )}
        </span>
      </span>
      <span className="row-chips">
        {factor.isInUse ? (
          <Chip tone="info">
            <Text id="factors.in-use" />
          </Chip>
        ) : null}
        {factor.mayRemove ? null : (
          <Chip tone="neutral">
            <Text id="factors.last" />
          </Chip>
        )}
      </span>
      <span className="row-actions">
        {canAdd ? (
          <Button variant="quiet" onPress={() => begin({ kind: 'replace', factor })}>
            <Text id="factors.replace" />
          </Button>
        ) : null}
        {factor.mayRemove ? (
          <Button variant="quiet" onPress={() => begin({ kind: 'remove', factor })}>
            <Text id="factors.remove" />
          </Button>
        ) : null}
      </span>
    </div>
  );
}

/** Whether anybody can help when everything else is lost. */
function RecoveryLine(): ReactNode {
  const intl = useIntl();
  const recovery = useFeature('factors', (state) => state.list?.recovery ?? null);
  if (recovery === null) {
    return (
      <Banner tone="warning" title={intl.formatMessage({ id: 'factors.no-recovery' })}>
        <Text id="factors.no-recovery-text" />
      </Banner>
    );
  }
  const { needed, holders } = recovery;
  return (
    <p className="muted">
      <Text
        id="factors.recovery"
        values={{ needed, holders: <bdi>{intl.formatList(holders)}</bdi> }}
      />
    </p>
  );
}

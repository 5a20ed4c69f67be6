import { CircleUserRound } from 'lucide-react';
import type { ReactNode } from 'react';
import { ToggleButton } from 'react-aria-components';
import { Text, UserText } from '../../app/i18n/text.tsx';
import type { OperatorSummary } from '../../vault/vault-api.ts';
import { Chip } from '../../ui/chip.tsx';
import { useNow } from '../../app/use-now.ts';
import { isLeaseEnding, leaseDaysLeft } from '../../app/lease.ts';
import { useFeature } from '../../app/services.ts';
import { RoleText } from '../../ui/role-text.tsx';

interface OperatorCardProps {
  readonly operator: OperatorSummary;
  readonly isPicked: boolean;
  readonly onPick: () => void;
}

/** One person of this laptop, with what is known before anybody unlocked. */
export function OperatorCard({ operator, isPicked, onPick }: OperatorCardProps): ReactNode {
  return (
    <ToggleButton className="operator" isSelected={isPicked} onChange={onPick}>
      <CircleUserRound size={36} aria-hidden className="operator-icon" />
      <span className="operator-text">
        <span className="operator-name">
          <UserText>{operator.name}</UserText>
        </span>
        <span className="operator-role">
          {/* Who asked by a file learns their role with the answer. */}
          {operator.role === '' ? null : (
            <>
              <RoleText role={operator.role} />
              {' · '}
            </>
          )}
          <Text id={`tier.${operator.tier}.name`} />
        </span>
        <span className="operator-chips">
          <StatusChip operator={operator} />
          {operator.drafts > 0 ? (
            <Chip tone="info">
              <Text id="unlock.drafts" values={{ count: operator.drafts }} />
            </Chip>
          ) : null}
          {operator.unsentRecords > 0 ? (
            <Chip tone="info">
              <Text id="unlock.unsent" values={{ count: operator.unsentRecords }} />
            </Chip>
          ) : null}
        </span>
      </span>
    </ToggleButton>
  );
}

function StatusChip({ operator }: { readonly operator: OperatorSummary }): ReactNode {
  const now = useNow();
  const leaseDays = useFeature('session', (state) => state.vault?.policy?.leaseDays ?? null);
  if (operator.status === 'awaiting-approval') {
    return (
      <Chip tone="warning">
        <Text id="unlock.awaiting" />
      </Chip>
    );
  }
  if (operator.status === 'lease-expired') {
    return (
      <Chip tone="danger">
        <Text id="unlock.lease-expired" />
      </Chip>
    );
  }
  if (operator.leaseUntil === null) return null;
  const days = leaseDaysLeft(operator.leaseUntil, now);
  if (!isLeaseEnding(days, leaseDays)) return null;
  return (
    <Chip tone="warning">
      <Text id="unlock.lease-days" values={{ days }} />
    </Chip>
  );
}

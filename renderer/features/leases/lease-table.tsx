import { CircleX, Clock } from 'lucide-react';
import type { ReactNode } from 'react';
import { CheckboxButton, CheckboxField } from 'react-aria-components';
import { isLeaseEnding, leaseDaysLeft } from '../../app/lease.ts';
import { Text, useText, UserText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { useNow } from '../../app/use-now.ts';
import type { OperatorLease } from '../../vault/lease-api.ts';
import { Chip } from '../../ui/chip.tsx';
import { DayText, MomentText } from '../../ui/day-text.tsx';
import { TableHead } from '../../ui/table-head.tsx';
import { TableScroll } from '../../ui/table-scroll.tsx';
import { RoleText } from '../../ui/role-text.tsx';

/** Permissions, those that end first on top; revoked laptops cannot be chosen. */
export function LeaseTable(props: { readonly leases: readonly OperatorLease[] }): ReactNode {
  const text = useText();
  const leases = props.leases.toSorted(
    (a, b) => Number(a.isRevoked) - Number(b.isRevoked) || a.leaseUntil.localeCompare(b.leaseUntil),
  );
  return (
    <TableScroll label={text('lease.admin.title')}>
      <table className="table">
        <TableHead
          columns={[
            'lease.admin.person',
            'lease.admin.laptop',
            'lease.admin.until',
            'lease.admin.seen',
          ]}
        />
        <tbody>
          {leases.map((lease) => (
            <LeaseRow key={lease.requestHash} lease={lease} />
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

function LeaseRow({ lease }: { readonly lease: OperatorLease }): ReactNode {
  const text = useText();
  const isChosen = useFeature('leases', (state) => state.chosen.has(lease.requestHash));
  const toggle = useFeature('leases', (state) => state.toggle);
  return (
    <tr>
      <th scope="row">
        <CheckboxField
          isSelected={isChosen}
          isDisabled={lease.isRevoked}
          onChange={() => toggle(lease.requestHash)}
          aria-label={text('lease.admin.choose', { name: lease.name, code: lease.deviceCode })}
        >
          <CheckboxButton className="checkbox">
            <span className="checkbox-box" aria-hidden="true" />
            <span>
              <UserText>{lease.name}</UserText>
              <span className="line muted">
                <RoleText role={lease.role} />
                {lease.isHere ? (
                  <>
                    {' · '}
                    <Text id="lease.admin.here" />
                  </>
                ) : null}
              </span>
            </span>
          </CheckboxButton>
        </CheckboxField>
      </th>
      <td>
        <bdi className="code">{lease.deviceCode}</bdi>
      </td>
      <td>
        <LeaseEnd lease={lease} />
      </td>
      <td>
        {lease.lastSeenAt === null ? (
          text('admin.device.never')
        ) : (
          <MomentText value={lease.lastSeenAt} />
        )}
      </td>
    </tr>
  );
}

function LeaseEnd({ lease }: { readonly lease: OperatorLease }): ReactNode {
  const now = useNow();
  const leaseDays = useFeature('session', (state) => state.vault?.policy?.leaseDays ?? null);
  const days = leaseDaysLeft(lease.leaseUntil, now);
  return (
    <span className="inline-list">
      <DayText value={lease.leaseUntil} />
      {lease.isRevoked ? (
        <Chip tone="neutral" icon={CircleX}>
          <Text id="lease.admin.revoked" />
        </Chip>
      ) : days === 0 ? (
        <Chip tone="danger" icon={CircleX}>
          <Text id="lease.admin.ended" />
        </Chip>
      ) : isLeaseEnding(days, leaseDays) ? (
        <Chip tone="warning" icon={Clock}>
          <Text id="unlock.lease-days" values={{ days }} />
        </Chip>
      ) : null}
    </span>
  );
}

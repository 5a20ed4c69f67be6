import type { ReactNode } from 'react';
import { Text } from '../../app/i18n/text.tsx';
import { DayText } from '../../ui/day-text.tsx';
import type { Person } from '../../vault/people-api.ts';

/** The laptops that somebody holds a grant for, and until when each opens. */
export function LaptopList({ person }: { readonly person: Person }): ReactNode {
  if (person.laptops.length === 0) return <Text id="people.no-laptop" />;
  return (
    <>
      {person.laptops.map(({ deviceCode, leaseUntil, isRevoked }) => (
        <span key={deviceCode} className="line">
          <bdi className="code">{deviceCode}</bdi>{' '}
          <span className="muted">
            {isRevoked ? (
              <Text id="lease.admin.revoked" />
            ) : (
              <Text id="people.lease" values={{ date: <DayText value={leaseUntil} /> }} />
            )}
          </span>
        </span>
      ))}
    </>
  );
}

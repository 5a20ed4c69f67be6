import type { ReactNode } from 'react';
import { Banner } from '../ui/banner.tsx';
import { DayText } from '../ui/day-text.tsx';
import { Text } from './i18n/text.tsx';
import { leaseDaysLeft, isLeaseEnding } from './lease.ts';
import { useFeature } from './services.ts';
import { useMay } from './use-may.ts';
import { useNow } from './use-now.ts';

/** Says when this laptop's permission ends, once three quarters of it have passed. */
export function LeaseBanner(): ReactNode {
  const leaseUntil = useFeature('session', (state) => state.vault?.session?.leaseUntil ?? null);
  const leaseDays = useFeature('session', (state) => state.vault?.policy?.leaseDays ?? null);
  const may = useMay();
  const now = useNow();
  if (leaseUntil === null) return null;
  const days = leaseDaysLeft(leaseUntil, now);
  if (!isLeaseEnding(days, leaseDays)) return null;
  return (
    <aside className="workspace-banner">
      <Banner tone="warning">
        <Text
          id={may('lease.renew') ? 'lease.ending-own' : 'lease.ending'}
          values={{ days, date: <DayText value={leaseUntil} /> }}
        />
      </Banner>
    </aside>
  );
}

import { useEffect, type ReactNode } from 'react';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature, useServices } from '../../app/services.ts';
import { useMay } from '../../app/use-may.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { DayText } from '../../ui/day-text.tsx';

/** Warns, on every screen, of registrations that only this laptop has had for more than a week. */
export function BackupBanner(): ReactNode {
  const text = useText();
  const { stores } = useServices();
  const status = useFeature('backup', (state) => state.status);
  const load = useFeature('backup', (state) => state.load);
  const route = useFeature('router', (state) => state.route.screen);
  const hasBackups = useMay()('registrant.enrol');
  useEffect(() => {
    if (hasBackups) void load();
  }, [hasBackups, load, route]);
  if (status?.isOverdue !== true || status.oldestAtRisk === null || route === 'settings') {
    return null;
  }
  return (
    <aside className="workspace-banner" aria-label={text('backup.title')}>
      <Banner
        tone="warning"
        action={
          <Button onPress={() => stores.router.getState().go({ screen: 'settings' })}>
            <Text id="backup.overdue-go" />
          </Button>
        }
      >
        <Text id="backup.overdue" values={{ date: <DayText value={status.oldestAtRisk} /> }} />
      </Banner>
    </aside>
  );
}

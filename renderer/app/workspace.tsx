import type { ReactNode } from 'react';
import { AdminScreen } from '../features/admin/admin-screen.tsx';
import { BackupBanner } from '../features/backup/backup-banner.tsx';
import { EnrolScreen } from '../features/enrol/enrol-screen.tsx';
import { HomeScreen } from '../features/home/home-screen.tsx';
import { ImportScreen } from '../features/import/import-screen.tsx';
import { PeopleScreen } from '../features/people/people-screen.tsx';
import { RecordScreen } from '../features/record/record-screen.tsx';
import { ReviewScreen } from '../features/review/review-screen.tsx';
import { RolesScreen } from '../features/roles/roles-screen.tsx';
import { SettingsScreen } from '../features/settings/settings-screen.tsx';
import { SyncScreen } from '../features/sync/sync-screen.tsx';
import { ErrorBanner } from '../ui/error-banner.tsx';
import { Skeleton } from '../ui/waiting.tsx';
import { IdleGuard } from './idle-guard.tsx';
import { LeaseBanner } from './lease-banner.tsx';
import { useLockShortcut } from './lock-shortcut.ts';
import { NavigationRail } from './navigation-rail.tsx';
import { StorageBanner } from './storage-banner.tsx';
import { screensFor } from './screens-by-role.ts';
import { useFeature } from './services.ts';
import { useMay } from './use-may.ts';
import type { ScreenName } from './router.ts';

const COMPONENTS: Readonly<Record<ScreenName, () => ReactNode>> = {
  home: HomeScreen,
  enrol: EnrolScreen,
  import: ImportScreen,
  record: RecordScreen,
  sync: SyncScreen,
  review: ReviewScreen,
  admin: AdminScreen,
  people: PeopleScreen,
  roles: RolesScreen,
  settings: SettingsScreen,
};

/** The open vault: navigation beside the screen. */
export function Workspace(): ReactNode {
  const session = useFeature('session', (state) => state.vault?.session ?? null);
  const programme = useFeature('session', (state) => state.programme);
  const failure = useFeature('session', (state) => state.programmeFailure);
  const load = useFeature('session', (state) => state.loadProgramme);
  const route = useFeature('router', (state) => state.route);
  const may = useMay();
  useLockShortcut();
  if (session === null) return null;
  const allowed = screensFor(may);
  const screen = screenOf(route.screen, allowed);
  const Current = COMPONENTS[screen];
  return (
    <div className="workspace">
      <NavigationRail screens={allowed} current={screen} />
      <div className="workspace-main">
        <LeaseBanner />
        <BackupBanner />
        <StorageBanner />
        {programme === null ? (
          <main className="screen" data-screen="loading">
            <ErrorBanner error={failure} onRetry={() => void load()} />
            {failure === null ? <Skeleton /> : null}
          </main>
        ) : (
          <Current />
        )}
      </div>
      <IdleGuard />
    </div>
  );
}

/** The wanted screen where the person has it, else their first. */
function screenOf(wanted: ScreenName | 'start', allowed: readonly ScreenName[]): ScreenName {
  if (wanted === 'record' || (wanted !== 'start' && allowed.includes(wanted))) return wanted;
  return allowed[0] ?? 'settings';
}

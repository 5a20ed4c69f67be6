import type { ReactNode } from 'react';
import { RecoverScreen } from '../features/recovery/recover-screen.tsx';
import { SetupScreen } from '../features/setup/setup-screen.tsx';
import { DestroyedScreen } from '../features/unlock/destroyed-screen.tsx';
import { SuspendedScreen } from '../features/unlock/suspended-screen.tsx';
import { UnlockScreen } from '../features/unlock/unlock-screen.tsx';
import { ErrorBanner } from '../ui/error-banner.tsx';
import { Brand } from '../ui/brand.tsx';
import { Skeleton } from '../ui/waiting.tsx';
import { Text } from './i18n/text.tsx';
import { useFeature } from './services.ts';
import { Workspace } from './workspace.tsx';

/** Which of the three worlds is shown: set-up, unlock, or the open vault. */
export function Root(): ReactNode {
  const phase = useFeature('session', (state) => state.phase);
  const vault = useFeature('session', (state) => state.vault);
  const setupStep = useFeature('setup', (state) => state.step);
  // In the set-up's store: a lock empties it, and leads to the unlock screen, not back to the set-up.
  const isAdding = useFeature('setup', (state) => state.isAdding);
  const addPerson = useFeature('setup', (state) => state.addPerson);
  const recoveringId = useFeature('recovery', (state) => state.operatorId);
  if (phase === 'failed') return <StartFailed />;
  if (phase === 'starting' || vault === null) return <Starting />;
  const { session, operators, order } = vault;
  const isFinishing = setupStep === 'done';
  if (session !== null && session.status !== 'awaiting-approval' && !isFinishing) {
    return <Workspace />;
  }
  if (order?.kind === 'suspended') return <SuspendedScreen order={order} />;
  if (order?.kind === 'destroyed' && !isAdding && session === null) {
    return <DestroyedScreen order={order} onSetUp={addPerson} />;
  }
  if (session !== null || operators.length === 0 || isAdding) {
    return <SetupScreen canLeave={session === null && operators.length > 0} />;
  }
  if (recoveringId !== null) return <RecoverScreen />;
  return <UnlockScreen onAddPerson={addPerson} />;
}

function Starting(): ReactNode {
  return (
    <main className="screen screen-centred" data-screen="starting">
      <Brand />
      <h1 className="visually-hidden">
        <Text id="start.title" />
      </h1>
      <Skeleton />
    </main>
  );
}

function StartFailed(): ReactNode {
  const failure = useFeature('session', (state) => state.failure);
  const start = useFeature('session', (state) => state.start);
  return (
    <main className="screen screen-centred" data-screen="start-failed">
      <Brand />
      <h1 className="screen-title">
        <Text id="start.failed" />
      </h1>
      <ErrorBanner error={failure} onRetry={() => void start()} />
    </main>
  );
}

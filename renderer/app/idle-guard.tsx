import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Text, useText } from './i18n/text.tsx';
import { startIdleTimer, type IdleTimer } from './idle-timer.ts';
import { lockApp } from './lock.ts';
import { useFeature, useServices } from './services.ts';

const ACTIVITY = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const;

/** Locks when nobody has touched the laptop for as long as the programme allows, with a warning before. */
export function IdleGuard(): ReactNode {
  const services = useServices();
  const text = useText();
  const policy = useFeature('session', (state) => state.vault?.policy ?? null);
  const [remaining, setRemaining] = useState<number | null>(null);
  const timer = useRef<IdleTimer | null>(null);
  const lockSeconds = policy?.idleLockSeconds;
  const warningSeconds = policy?.idleWarningSeconds;
  useEffect(() => {
    if (lockSeconds === undefined || warningSeconds === undefined) return undefined;
    const current = startIdleTimer({
      lockSeconds,
      warningSeconds,
      now: () => Date.now(),
      onRemaining: setRemaining,
      onLock: () => void lockApp(services),
    });
    timer.current = current;
    const touch = (): void => current.touch();
    for (const type of ACTIVITY) window.addEventListener(type, touch, { passive: true });
    return () => {
      current.stop();
      for (const type of ACTIVITY) window.removeEventListener(type, touch);
    };
  }, [services, lockSeconds, warningSeconds]);
  return (
    <Dialog
      title={text('idle.title')}
      isOpen={remaining !== null}
      onClose={() => timer.current?.touch()}
      actions={
        <>
          <Button onPress={() => void lockApp(services)}>
            <Text id="idle.lock-now" />
          </Button>
          <Button variant="primary" onPress={() => timer.current?.touch()}>
            <Text id="idle.stay" />
          </Button>
        </>
      }
    >
      <p>
        <Text id="idle.text" values={{ seconds: remaining ?? 0 }} />
      </p>
    </Dialog>
  );
}

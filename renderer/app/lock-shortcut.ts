import { useEffect } from 'react';
import { lockApp } from './lock.ts';
import { useServices } from './services.ts';

/** As assistive technology names it. */
export const LOCK_SHORTCUT = 'Control+Shift+L';

type Keys = Pick<KeyboardEvent, 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey' | 'repeat'>;

/** Whether these keys lock. By the place of the key: under an Arabic layout the L gives another letter. */
export function isLockShortcut(keys: Keys): boolean {
  return (
    keys.code === 'KeyL' &&
    (keys.ctrlKey || keys.metaKey) &&
    keys.shiftKey &&
    !keys.altKey &&
    !keys.repeat
  );
}

/** Locks from anywhere in the open vault, in a dialog too. */
export function useLockShortcut(): void {
  const services = useServices();
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => {
      if (!isLockShortcut(event)) return;
      event.preventDefault();
      void lockApp(services);
    };
    // Before any dialog that keeps keys to itself.
    window.addEventListener('keydown', listener, { capture: true });
    return () => window.removeEventListener('keydown', listener, { capture: true });
  }, [services]);
}

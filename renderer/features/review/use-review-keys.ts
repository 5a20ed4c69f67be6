import { useEffect, useEffectEvent } from 'react';
import { useFeature } from '../../app/services.ts';

interface ReviewKeys {
  readonly isActive: boolean;
  readonly onApprove: () => void;
  readonly onReturn: () => void;
}

/** Keyboard flow: A approves, R returns, J and K move. Off while somebody types or a dialog is open. */
export function useReviewKeys(keys: ReviewKeys): void {
  const move = useFeature('review', (state) => state.move);
  const press = useEffectEvent((event: KeyboardEvent): void => {
    if (!keys.isActive || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(event.target)) return;
    // Physical keys: the same places on an Arabic keyboard.
    const action = {
      KeyA: keys.onApprove,
      KeyR: keys.onReturn,
      KeyJ: () => move(1),
      KeyK: () => move(-1),
    }[event.code];
    if (action === undefined) return;
    event.preventDefault();
    action();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => press(event);
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest('input, textarea, [role="dialog"]') !== null
  );
}

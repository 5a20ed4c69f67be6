import { useEffect, useState } from 'react';

const TICK_MS = 1_000;

/** Whole seconds until an ISO moment, counting down; 0 for none or past. */
export function useSecondsUntil(moment: string | null): number {
  const [now, setNow] = useState(() => Date.now());
  const until = moment === null ? 0 : Date.parse(moment);
  const isWaiting = until > now;
  useEffect(() => {
    if (!isWaiting) return undefined;
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [isWaiting, moment]);
  return Math.max(0, Math.ceil((until - now) / 1000));
}

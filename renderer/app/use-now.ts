import { useState } from 'react';

/** The moment this part of the screen appeared, in milliseconds; days and hours need nothing fresher. */
export function useNow(): number {
  const [now] = useState(() => Date.now());
  return now;
}

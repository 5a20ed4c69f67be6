import { decide } from '../../shared/access/decide.ts';
import type { Action } from '../../shared/access/permissions.ts';
import { useFeature } from './services.ts';
import { useNow } from './use-now.ts';

/** The time that assignments are judged by, which goes on while the vault is open. */
export function useJudgedAt(): Date {
  const judgedAt = useFeature('session', (state) => state.vault?.session?.judgedAt ?? null);
  const now = useNow();
  return new Date(Math.max(now, judgedAt === null ? 0 : Date.parse(judgedAt)));
}

/** Whether whoever is signed in may do something somewhere. The vault asks again at every call. */
export function useMay(): (action: Action) => boolean {
  const held = useFeature('session', (state) => state.vault?.session?.held);
  const at = useJudgedAt();
  return (action) => decide(held ?? [], action, { at }).allowed;
}

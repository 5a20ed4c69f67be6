import { lasting } from '../../../shared/access/change-assignments.ts';
import { useFeature } from '../../app/services.ts';
import { useJudgedAt } from '../../app/use-may.ts';

/** Names of the people who have a role or will have it. */
export function useHolders(): (roleId: string) => readonly string[] {
  const view = useFeature('roles', (state) => state.view);
  const now = useJudgedAt();
  return (roleId) =>
    (view?.people ?? [])
      .filter(({ assignments }) => lasting(assignments, now).some(({ role }) => role === roleId))
      .map(({ name }) => name);
}

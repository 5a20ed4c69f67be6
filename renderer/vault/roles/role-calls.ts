import { lasting } from '../../../shared/access/change-assignments.ts';
import { holdAssignments } from '../../../shared/access/held-assignment.ts';
import { lostReviewAreas } from '../../../shared/access/lost-review-areas.ts';
import { GIVEABLE_ACTIONS } from '../../../shared/access/permissions.ts';
import type { Assignment } from '../../../shared/domain/assignment.ts';
import { CustomRole } from '../../../shared/domain/role.ts';
import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { knownPeople } from '../people/list-people.ts';
import { requireChanger } from '../people/require-changer.ts';
import { beginPeriod } from '../review/renew-review-keys.ts';
import type { RoleContent, RolesApi } from '../roles-api.ts';
import { trustedNow, type ActiveSession, type VaultContext } from '../vault-context.ts';

/** What the administrator does about roles of the programme's own. */
export function createRoleCalls(context: VaultContext): RolesApi {
  return {
    saveRole: (id, content) => context.writes(() => saveRole(context, id, content)),
    removeRole: (id) => context.writes(() => removeRole(context, id)),
  };
}

async function saveRole(
  context: VaultContext,
  id: string | null,
  { name, actions }: RoleContent,
): Promise<string> {
  const session = requireChanger(context);
  const { roles = [] } = session.programme.pack;
  if (id !== null && !roles.some((role) => role.id === id)) {
    throw new FieldsealError('server.not-found');
  }
  const given = GIVEABLE_ACTIONS.filter((action) => actions.includes(action));
  const hasName = Object.values(name).some((text) => text.trim() !== '');
  if (!hasName || given.length === 0) throw new FieldsealError('server.input-invalid');
  // Never one that was there before: people may hold what it was.
  const roleId = id ?? `custom-${crypto.randomUUID()}`;
  const saved = CustomRole.parse({ id: roleId, name, actions: given });
  const after =
    id === null ? [...roles, saved] : roles.map((role) => (role.id === id ? saved : role));
  await publishRoles(context, session, after);
  return roleId;
}

async function removeRole(context: VaultContext, id: string): Promise<void> {
  const session = requireChanger(context);
  const { roles = [] } = session.programme.pack;
  const lists = await lastingAssignments(context, session);
  const count = lists.filter((list) => list.some(({ role }) => role === id)).length;
  if (count > 0) throw new FieldsealError('roles.still-held', { count });
  await publishRoles(
    context,
    session,
    roles.filter((role) => role.id !== id),
  );
}

/** Publishes the roles with the review keys that fit them: nobody keeps any by a role that reviews no more. */
async function publishRoles(
  context: VaultContext,
  session: ActiveSession,
  roles: readonly CustomRole[],
): Promise<void> {
  const { pack } = session.programme;
  const lists = await lastingAssignments(context, session);
  const lost = new Set<string>();
  let isSharing = false;
  for (const list of lists) {
    const [before, after] = [holdAssignments(list, pack.roles), holdAssignments(list, roles)];
    for (const areaId of lostReviewAreas(pack.areas, before, after)) lost.add(areaId);
    isSharing ||= lostReviewAreas(pack.areas, after, before).length > 0;
  }
  await session.audit.append({ kind: 'roles.changed', count: roles.length });
  await beginPeriod(context, session, [...lost], { roles, isSharing });
}

/** What everybody is and will be, person by person. */
async function lastingAssignments(
  context: VaultContext,
  session: ActiveSession,
): Promise<readonly (readonly Assignment[])[]> {
  const now = trustedNow(session.programme, context.deps.now());
  const people = await knownPeople(context, session);
  return people.map(({ person }) => lasting(person.assignments, now));
}

import { ROUTES } from '../../../shared/sync/http-api.ts';
import { PersonList } from '../../../shared/sync/people-api.ts';
import { assignmentsOf } from '../../../shared/sync/provisioning.ts';
import { heldLeases, type HeldLease } from '../leases/held-leases.ts';
import type { Person } from '../people-api.ts';
import { signedBy } from '../session/signed-by.ts';
import { trustedNow, type ActiveSession, type VaultContext } from '../vault-context.ts';
import { dueChange } from './due-change.ts';

/** Somebody with the grants that this administrator signed for them, newest first. */
export interface KnownPerson {
  readonly person: Person;
  readonly leases: readonly HeldLease[];
}

/** Everybody whom the server lists. What they are is what their newest grant says, and the server's word only before one. */
export async function knownPeople(
  context: VaultContext,
  session: ActiveSession,
): Promise<readonly KnownPerson[]> {
  const { people } = await context.api.json(
    {
      ...signedBy(session),
      method: 'GET',
      path: ROUTES.people,
    },
    PersonList,
  );
  const all = await heldLeases(context, session);
  const now = trustedNow(session.programme, context.deps.now());
  return people.map(({ operatorId, name, assignments: listed, code }) => {
    const leases = all
      .filter(({ lease }) => lease.operatorId === operatorId)
      .toSorted((a, b) => issuedAt(b) - issuedAt(a));
    const newest = leases[0]?.vouched.grant;
    const assignments = newest === undefined ? listed : assignmentsOf(newest);
    const person: Person = {
      operatorId,
      name: newest?.operatorName ?? name,
      assignments,
      code,
      laptops: leases.map(({ lease }) => lease),
      isSelf: operatorId === session.operator.operatorId,
      due:
        newest === undefined ? null : dueChange(assignments, newest, session.programme.pack, now),
    };
    return { person, leases };
  });
}

function issuedAt({ vouched }: HeldLease): number {
  return Date.parse(vouched.grant.issuedAt);
}

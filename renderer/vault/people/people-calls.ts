import { FieldsealError } from '../../../shared/errors/fieldseal-error.ts';
import { ROUTES } from '../../../shared/sync/http-api.ts';
import { writeLeaseFile } from '../../../shared/sync/lease-renewal.ts';
import { NewCode } from '../../../shared/sync/people-api.ts';
import type { PeopleApi } from '../people-api.ts';
import { isFounder } from '../provisioning/publish-pack.ts';
import { signedBy } from '../session/signed-by.ts';
import { requireActive, type VaultContext } from '../vault-context.ts';
import { changePerson } from './change-person.ts';
import { knownPeople } from './list-people.ts';

/** What the administrator does about people. */
export function createPeopleCalls(context: VaultContext): PeopleApi {
  return {
    async listPeople() {
      const session = requireActive(context, 'provisioning.approve');
      const known = await knownPeople(context, session);
      return { people: known.map(({ person }) => person), mayChange: isFounder(session) };
    },

    async addPerson(operatorId, name, assignments) {
      const session = requireActive(context, 'provisioning.approve');
      const { code } = await context.api.json(
        {
          ...signedBy(session),
          method: 'POST',
          path: ROUTES.people,
          json: { operatorId, name, assignments },
        },
        NewCode,
      );
      session.audit.later({ kind: 'person.added', subject: operatorId });
      return { operatorId, name, code };
    },

    async issueCode(operatorId) {
      const session = requireActive(context, 'provisioning.approve');
      const known = await knownPeople(context, session);
      const path = ROUTES.personCode.replace(':operatorId', encodeURIComponent(operatorId));
      const { code } = await context.api.json(
        { ...signedBy(session), method: 'POST', path },
        NewCode,
      );
      session.audit.later({ kind: 'code.issued', subject: operatorId });
      const found = known.find(({ person }) => person.operatorId === operatorId);
      return { operatorId, name: found?.person.name ?? operatorId, code };
    },

    changeAssignments: (operatorId, next) =>
      context.writes(() => changePerson(context, operatorId, next)),

    async assignmentFile(operatorId) {
      const session = requireActive(context, 'provisioning.approve');
      const known = await knownPeople(context, session);
      const found = known.find(({ person }) => person.operatorId === operatorId);
      const leases = (found?.leases ?? []).filter(({ lease }) => !lease.isRevoked);
      if (leases.length === 0) throw new FieldsealError('server.not-found');
      const codes = leases.map(({ lease }) => lease.deviceCode);
      return {
        name: `fieldseal-${codes.join('-')}.fslease`,
        bytes: writeLeaseFile({
          renewals: [],
          grants: leases.map(({ grantBytes }) => grantBytes),
        }),
      };
    },
  };
}

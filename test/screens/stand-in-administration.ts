/** People and roles for the screens: invented, and changed as they would be. */
import { changeAssignments } from '../../shared/access/change-assignments.ts';
import { undated, type Assignment } from '../../shared/domain/assignment.ts';
import { FieldsealError } from '../../shared/errors/fieldseal-error.ts';
import type { PeopleApi, Person, PersonLaptop } from '../../renderer/vault/people-api.ts';
import type { RolesApi } from '../../renderer/vault/roles-api.ts';
import { SAMPLE_PROGRAMME } from './sample-programme.ts';
import type { StandInOptions } from './stand-in-options.ts';

const DAY_MS = 86_400_000;

function inDays(days: number): string {
  return new Date(Date.now() + days * DAY_MS).toISOString();
}

export function standInAdministration(options: StandInOptions): PeopleApi & RolesApi {
  let people = options.isEmpty ? [] : samplePeople();
  const answer = <T>(make: () => T): Promise<T> =>
    options.isFailing
      ? Promise.reject(new FieldsealError('sync.offline'))
      : Promise.resolve(make());
  return {
    listPeople: () => answer(() => ({ people, mayChange: true })),
    addPerson: (operatorId, name, assignments) =>
      answer(() => {
        people = [...people, person(operatorId, name, assignments, { code: 'open' })];
        return { operatorId, name, code: 'K7QD-3FZW-9XTA' };
      }),
    issueCode: (operatorId) =>
      answer(() => ({
        operatorId,
        name: people.find((known) => known.operatorId === operatorId)?.name ?? '',
        code: 'H2MN-84TC-PQ6E',
      })),
    changeAssignments: (operatorId, next) =>
      answer(() => {
        people = people.map((known) =>
          known.operatorId === operatorId
            ? {
                ...known,
                due: null,
                assignments: changeAssignments(
                  known.assignments,
                  next,
                  SAMPLE_PROGRAMME.areas,
                  new Date(),
                ),
              }
            : known,
        );
      }),
    assignmentFile: () =>
      answer(() => ({ name: 'fieldseal-K7QD.fslease', bytes: new Uint8Array(8) })),
    saveRole: (id) => answer(() => id ?? 'custom-new'),
    removeRole: (id) =>
      id === 'custom-helpdesk'
        ? Promise.reject(new FieldsealError('roles.still-held', { count: 1 }))
        : answer(() => undefined),
  };
}

function samplePeople(): readonly Person[] {
  return [
    person('op-3f9a127c-51d1', 'Ruth Akol', [undated('administrator', ['r1'])], {
      laptops: [laptop('A2CD', 12)],
      isSelf: true,
    }),
    person('op-3f9a227c-51d2', 'Amina Deng', [undated('enumerator', ['v1', 'v2'])], {
      laptops: [laptop('K7QD', 6), laptop('R9TB', 30, true)],
    }),
    person(
      'op-3f9a327c-51d3',
      'Joseph Lado',
      [
        { ...undated('supervisor', ['d1']), validUntil: inDays(90) },
        { ...undated('enumerator', ['v3']), validFrom: inDays(5) },
        { ...undated('supervisor', ['d2']), validUntil: inDays(-20) },
      ],
      { laptops: [laptop('P2XM', 48)], due: { reviewAreaIds: ['d2', 'v3'] } },
    ),
    person('op-3f9a427c-51d4', 'مريم حسن', [undated('custom-helpdesk', ['d1'])], { code: 'open' }),
    person('op-3f9a527c-51d5', 'Mary Keji', [undated('enumerator', ['v2'])], { code: 'requested' }),
    person(
      'op-3f9a627c-51d6',
      'Samuel Wani',
      [{ ...undated('auditor', ['r1']), validUntil: inDays(-3) }],
      {
        laptops: [laptop('T4WY', -1)],
      },
    ),
  ];
}

function person(
  operatorId: string,
  name: string,
  assignments: readonly Assignment[],
  changes: Partial<Person>,
): Person {
  return {
    operatorId,
    name,
    assignments,
    code: 'used',
    laptops: [],
    isSelf: false,
    due: null,
    ...changes,
  };
}

function laptop(deviceCode: string, days: number, isRevoked = false): PersonLaptop {
  return { deviceCode, leaseUntil: inDays(days), lastSeenAt: inDays(-1), isRevoked };
}

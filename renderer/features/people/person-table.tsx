import { Fragment, type ReactNode } from 'react';
import { lasting } from '../../../shared/access/change-assignments.ts';
import { Text, useText, UserText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { useJudgedAt } from '../../app/use-may.ts';
import { Button } from '../../ui/button.tsx';
import { DayText } from '../../ui/day-text.tsx';
import { RoleText } from '../../ui/role-text.tsx';
import { TableHead } from '../../ui/table-head.tsx';
import { TableScroll } from '../../ui/table-scroll.tsx';
import type { Person } from '../../vault/people-api.ts';
import { AssignmentDates, usePlaces } from '../permissions/assignment-list.tsx';
import { PersonState } from './person-state.tsx';

/** People with what they are, their laptops, and where they stand. */
export function PersonTable({ people }: { readonly people: readonly Person[] }): ReactNode {
  const text = useText();
  return (
    <TableScroll label={text('people.title')}>
      <table className="table">
        <TableHead
          columns={['people.column.person', 'people.column.roles', 'people.column.laptops']}
        />
        <tbody>
          {people.map((person) => (
            <PersonRow key={person.operatorId} person={person} />
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

function PersonRow({ person }: { readonly person: Person }): ReactNode {
  const go = useFeature('people', (state) => state.go);
  const placesOf = usePlaces();
  const now = useJudgedAt();
  const current = lasting(person.assignments, now);
  const { operatorId } = person;
  return (
    <tr>
      <th scope="row" className="cell-person">
        <Button variant="quiet" onPress={() => go({ kind: 'person', operatorId })}>
          <UserText>{person.name}</UserText>
        </Button>
        <span className="line muted">
          <bdi>{operatorId}</bdi>
        </span>
        <PersonState person={person} />
      </th>
      <td className="cell-wide">
        {current.map((assignment, index) => (
          // Their order is the grant's.
          // oxlint-disable-next-line react/no-array-index-key
          <Fragment key={index}>
            <span className="line">
              <RoleText role={assignment.role} />
            </span>
            <span className="line muted">
              <bdi>{placesOf(assignment.areaIds)}</bdi>
              {' · '}
              <AssignmentDates assignment={assignment} />
            </span>
          </Fragment>
        ))}
      </td>
      <td>
        {person.laptops.map(({ deviceCode, leaseUntil, isRevoked }) => (
          <Fragment key={deviceCode}>
            <span className="line">
              <bdi className="code">{deviceCode}</bdi>
            </span>
            <span className="line muted">
              {isRevoked ? (
                <Text id="lease.admin.revoked" />
              ) : (
                <Text id="people.lease" values={{ date: <DayText value={leaseUntil} /> }} />
              )}
            </span>
          </Fragment>
        ))}
      </td>
    </tr>
  );
}

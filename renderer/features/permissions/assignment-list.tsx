import { CircleCheck, CircleX, Clock } from 'lucide-react';
import type { ReactNode } from 'react';
import { useIntl } from 'react-intl';
import { validityAt } from '../../../shared/access/held-assignment.ts';
import type { Assignment } from '../../../shared/domain/assignment.ts';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useJudgedAt } from '../../app/use-may.ts';
import { Chip } from '../../ui/chip.tsx';
import { DayText } from '../../ui/day-text.tsx';
import { RoleText } from '../../ui/role-text.tsx';
import { useAreaName } from '../../ui/use-area-name.ts';

/** Everything that somebody is: role, areas, dates, and whether it counts today. */
export function AssignmentList(props: { readonly assignments: readonly Assignment[] }): ReactNode {
  return (
    <ul className="rows">
      {props.assignments.map((assignment, index) => (
        // Two may be alike in everything, and their order is fixed.
        // oxlint-disable-next-line react/no-array-index-key
        <li key={index} className="row">
          <AssignmentRow assignment={assignment} />
        </li>
      ))}
    </ul>
  );
}

function AssignmentRow({ assignment }: { readonly assignment: Assignment }): ReactNode {
  const placesOf = usePlaces();
  return (
    <>
      <span className="row-main">
        <span className="row-title">
          <RoleText role={assignment.role} />
        </span>
        <span className="row-detail">
          <bdi>{placesOf(assignment.areaIds)}</bdi>
          <span>
            <AssignmentDates assignment={assignment} />
          </span>
        </span>
      </span>
      <span className="row-chips">
        <ValidityChip assignment={assignment} />
      </span>
    </>
  );
}

/** Names areas as one list; null is the whole programme. */
export function usePlaces(): (areaIds: readonly string[] | null) => string {
  const text = useText();
  const intl = useIntl();
  const areaName = useAreaName();
  return (areaIds) =>
    areaIds === null ? text('permissions.everywhere') : intl.formatList(areaIds.map(areaName));
}

function ValidityChip({ assignment }: { readonly assignment: Assignment }): ReactNode {
  const validity = validityAt(assignment, useJudgedAt());
  if (validity === 'valid') {
    return (
      <Chip tone="success" icon={CircleCheck}>
        <Text id="permissions.valid" />
      </Chip>
    );
  }
  return validity === 'not-yet' ? (
    <Chip tone="warning" icon={Clock}>
      <Text id="permissions.not-yet" />
    </Chip>
  ) : (
    <Chip tone="neutral" icon={CircleX}>
      <Text id="permissions.over" />
    </Chip>
  );
}

/** From when until when it counts. */
export function AssignmentDates({
  assignment: { validFrom, validUntil },
}: {
  readonly assignment: Assignment;
}): ReactNode {
  const from = validFrom === null ? null : <DayText value={validFrom} />;
  const until = validUntil === null ? null : <DayText value={validUntil} />;
  if (from !== null && until !== null) {
    return <Text id="permissions.from-until" values={{ from, until }} />;
  }
  if (from !== null) return <Text id="permissions.from" values={{ from }} />;
  if (until !== null) return <Text id="permissions.until" values={{ until }} />;
  return <Text id="permissions.no-end" />;
}

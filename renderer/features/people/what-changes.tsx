import type { ReactNode } from 'react';
import { useIntl } from 'react-intl';
import {
  changeAssignments,
  lasting,
  takesAway,
} from '../../../shared/access/change-assignments.ts';
import { holdAssignments } from '../../../shared/access/held-assignment.ts';
import { lostReviewAreas } from '../../../shared/access/lost-review-areas.ts';
import type { Assignment } from '../../../shared/domain/assignment.ts';
import { Text } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { useJudgedAt } from '../../app/use-may.ts';
import { Banner } from '../../ui/banner.tsx';
import { useAreaName } from '../../ui/use-area-name.ts';
import type { Person } from '../../vault/people-api.ts';

/** What a change means before it is made: when it counts, what stays, and which review keys become others. */
export function WhatChanges(props: {
  readonly person: Person;
  readonly next: readonly Assignment[];
}): ReactNode {
  const intl = useIntl();
  const areaName = useAreaName();
  const now = useJudgedAt();
  const programme = useFeature('session', (state) => state.programme);
  if (programme === null) return null;
  const { areas, roles } = programme;
  const before = props.person.assignments;
  const after = changeAssignments(before, props.next, areas, now);
  const hold = (list: readonly Assignment[]) => holdAssignments(lasting(list, now), roles);
  const lost = lostReviewAreas(areas, hold(before), hold(after));
  return (
    <>
      <p>
        <Text id="people.what.when" />
      </p>
      {takesAway(before, after, areas, now) ? (
        <p>
          <Text id="people.what.kept" />
        </p>
      ) : null}
      {lost.length === 0 ? null : (
        <Banner tone="warning">
          <Text
            id="people.what.review"
            values={{ areas: <bdi>{intl.formatList(lost.map(areaName))}</bdi> }}
          />
        </Banner>
      )}
    </>
  );
}

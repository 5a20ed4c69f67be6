import { CircleCheck, CircleX, Clock, KeyRound, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { lasting } from '../../../shared/access/change-assignments.ts';
import { Text } from '../../app/i18n/text.tsx';
import { useJudgedAt } from '../../app/use-may.ts';
import { Chip } from '../../ui/chip.tsx';
import type { Person } from '../../vault/people-api.ts';

/** Where somebody stands: on their way in, at work, or gone; and whether a change of theirs is unfinished. */
export function PersonState({ person }: { readonly person: Person }): ReactNode {
  const isOver = lasting(person.assignments, useJudgedAt()).length === 0;
  return (
    <span className="inline-list">
      {isOver ? (
        <Chip tone="neutral" icon={CircleX}>
          <Text id="people.state.over" />
        </Chip>
      ) : person.code === 'requested' ? (
        <Chip tone="warning" icon={Clock}>
          <Text id="people.state.requested" />
        </Chip>
      ) : person.laptops.some(({ isRevoked }) => !isRevoked) ? (
        <Chip tone="success" icon={CircleCheck}>
          <Text id="people.state.active" />
        </Chip>
      ) : person.code === 'open' ? (
        <Chip tone="info" icon={KeyRound}>
          <Text id="people.state.code" />
        </Chip>
      ) : (
        <Chip tone="neutral" icon={CircleX}>
          <Text id="people.state.none" />
        </Chip>
      )}
      {person.due === null ? null : (
        <Chip tone="warning" icon={TriangleAlert}>
          <Text id="people.state.due" />
        </Chip>
      )}
    </span>
  );
}

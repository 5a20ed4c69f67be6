import { CircleCheck, CircleMinus } from 'lucide-react';
import type { ReactNode } from 'react';
import { areasFor, decide, type Refusal } from '../../../shared/access/decide.ts';
import type { HeldAssignment } from '../../../shared/access/held-assignment.ts';
import { ACTION_SCOPES } from '../../../shared/access/permissions.ts';
import { Text, useText } from '../../app/i18n/text.tsx';
import { useFeature } from '../../app/services.ts';
import { useJudgedAt } from '../../app/use-may.ts';
import { Card } from '../../ui/card.tsx';
import { DayText } from '../../ui/day-text.tsx';
import { RoleText } from '../../ui/role-text.tsx';
import { TableHead } from '../../ui/table-head.tsx';
import { TableScroll } from '../../ui/table-scroll.tsx';
import { AssignmentList, usePlaces } from './assignment-list.tsx';
import { PERSON_ACTIONS, type PersonAction } from './person-actions.ts';

/** What whoever is signed in is, what that lets them do and where, and why not. */
export function PermissionsCard(): ReactNode {
  const text = useText();
  const held = useFeature('session', (state) => state.vault?.session?.held) ?? [];
  return (
    <Card title={text('permissions.title')}>
      <AssignmentList assignments={held} />
      <TableScroll label={text('permissions.actions')}>
        <table className="table">
          <TableHead columns={['permissions.action', 'permissions.answer']} />
          <tbody>
            {PERSON_ACTIONS.map((action) => (
              <ActionRow key={action} action={action} held={held} />
            ))}
          </tbody>
        </table>
      </TableScroll>
      <p className="muted">
        <Text id="permissions.ask" />
      </p>
    </Card>
  );
}

function ActionRow(props: {
  readonly action: PersonAction;
  readonly held: readonly HeldAssignment[];
}): ReactNode {
  const { action, held } = props;
  const placesOf = usePlaces();
  const at = useJudgedAt();
  const decision = decide(held, action, { at });
  const areaIds = areasFor(held, action, at);
  const Icon = decision.allowed ? CircleCheck : CircleMinus;
  return (
    <tr>
      <th scope="row">
        <Text id={`permission.${action}`} />
      </th>
      <td>
        <span className={decision.allowed ? 'permission' : 'permission muted'}>
          <Icon size={18} aria-hidden />
          <span>
            {!decision.allowed ? (
              <Reason refusal={decision.refusal} />
            ) : ACTION_SCOPES[action] === 'areas' && areaIds !== null ? (
              <Text
                id="permissions.allowed-in"
                values={{ areas: <bdi>{placesOf(areaIds)}</bdi> }}
              />
            ) : (
              <Text id="permissions.allowed" />
            )}
          </span>
        </span>
      </td>
    </tr>
  );
}

/** The narrowest rule in words. Where it is not about one place, areas decide nothing. */
function Reason({ refusal }: { readonly refusal: Refusal }): ReactNode {
  const role = <RoleText role={refusal.role ?? ''} />;
  if (refusal.rule === 'not-yet') {
    return (
      <Text
        id="permissions.reason.not-yet"
        values={{ role, date: <DayText value={refusal.from ?? ''} /> }}
      />
    );
  }
  if (refusal.rule === 'expired') {
    return (
      <Text
        id="permissions.reason.expired"
        values={{ role, date: <DayText value={refusal.until ?? ''} /> }}
      />
    );
  }
  return <Text id="permissions.reason.no-role" />;
}
